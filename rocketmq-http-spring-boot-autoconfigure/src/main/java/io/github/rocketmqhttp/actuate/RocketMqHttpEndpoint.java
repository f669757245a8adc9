package io.github.rocketmqhttp.actuate;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.lang.Nullable;

/**
 * Shows transactions, messages in doubt, back-checks and listeners.
 */
@Endpoint(id = "rocketmqhttp", defaultAccess = Access.READ_ONLY)
public final class RocketMqHttpEndpoint {

	private static final int DEFAULT_LIMIT = 100;

	private static final int HIGHEST_LIMIT = 1000;

	private final Inventory inventory;

	/**
	 * Creates the endpoint.
	 * @param inventory what there is to show
	 */
	public RocketMqHttpEndpoint(Inventory inventory) {
		this.inventory = inventory;
	}

	/**
	 * Shows what this process knows at this moment.
	 * @param limit most transactions, and most messages in doubt, 0 to 1000; 100 by
	 * default
	 * @return transactions, messages in doubt, and poll loops
	 * @throws InvalidEndpointRequestException if the limit is not allowed: HTTP 400
	 */
	// Spring's own annotation: Spring Boot 3 knows by no other that it may be left out.
	@ReadOperation
	public RocketMqHttpReport report(@Nullable Integer limit) {
		int most = (limit != null) ? limit : DEFAULT_LIMIT;
		if (most < 0 || most > HIGHEST_LIMIT) {
			throw new InvalidEndpointRequestException("The limit " + most + " is not from 0 to " + HIGHEST_LIMIT + ".",
					"The limit is a number from 0 to " + HIGHEST_LIMIT + ".");
		}
		return RocketMqHttpReport.of(this.inventory, most);
	}

}
