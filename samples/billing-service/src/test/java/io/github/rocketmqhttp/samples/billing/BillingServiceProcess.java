package io.github.rocketmqhttp.samples.billing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.github.rocketmqhttp.samples.orders.SampleProcess;

/**
 * The packaged billing service as a process of its own.
 */
final class BillingServiceProcess implements AutoCloseable {

	private final SampleProcess process;

	private BillingServiceProcess(SampleProcess process) {
		this.process = process;
	}

	static BillingServiceProcess start(Path directory, String... arguments) throws IOException {
		return new BillingServiceProcess(
				SampleProcess.start(Path.of("target", "billing-service.jar"), directory, arguments));
	}

	/** The ids of the billed orders. */
	List<String> billed() {
		return this.process.get("/invoices", "$[*].id");
	}

	void kill() {
		this.process.kill();
	}

	@Override
	public void close() {
		this.process.close();
	}

}
