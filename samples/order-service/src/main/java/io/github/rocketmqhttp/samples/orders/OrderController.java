package io.github.rocketmqhttp.samples.orders;

import java.util.List;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.samples.orders.OrderService.RefusedOrderException;
import io.github.rocketmqhttp.transaction.InFlightTransaction;
import io.github.rocketmqhttp.transaction.InFlightTransactions;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The service over HTTP.
 */
@RestController
class OrderController {

	private final OrderService orders;

	private final Deliveries deliveries;

	private final InFlightTransactions transactions;

	OrderController(OrderService orders, Deliveries deliveries, InFlightTransactions transactions) {
		this.orders = orders;
		this.deliveries = deliveries;
		this.transactions = transactions;
	}

	@PostMapping("/orders")
	@ResponseStatus(HttpStatus.CREATED)
	Order place(@RequestBody Order order) {
		return this.orders.place(order);
	}

	@GetMapping("/orders")
	List<Order> orders() {
		return this.orders.findAll();
	}

	@GetMapping("/deliveries")
	List<String> deliveries() {
		return this.deliveries.orderIds();
	}

	@GetMapping("/transactions")
	List<InFlightTransaction> transactions() {
		return this.transactions.list();
	}

	@ExceptionHandler
	ProblemDetail unreadable(HttpMessageNotReadableException ex) {
		String detail = (ex.getMostSpecificCause() instanceof IllegalArgumentException reason) ? reason.getMessage()
				: "Send JSON such as {\"id\":\"o-1\",\"customer\":\"c-7\",\"amount\":12.50}.";
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail);
	}

	@ExceptionHandler
	ProblemDetail refused(RefusedOrderException ex) {
		// By its number: the constant's name differs between Spring Framework 6 and 7.
		return ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(422), ex.getMessage());
	}

	@ExceptionHandler(DuplicateKeyException.class)
	ProblemDetail duplicate() {
		return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, "There is already an order with this id.");
	}

	@ExceptionHandler(RocketMqHttpException.class)
	ResponseEntity<ProblemDetail> brokerAway() {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE,
				"The broker did not take the message, so nothing was stored. Try again.");
		return ResponseEntity.of(problem).header(HttpHeaders.RETRY_AFTER, "2").build();
	}

}
