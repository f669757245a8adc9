package io.github.rocketmqhttp.samples.billing;

import java.util.List;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The invoices over HTTP.
 */
@RestController
class InvoiceController {

	private final BillingService billing;

	InvoiceController(BillingService billing) {
		this.billing = billing;
	}

	@GetMapping("/invoices")
	List<Invoice> invoices() {
		return this.billing.findAll();
	}

}
