package io.github.rocketmqhttp.actuate;

import io.github.rocketmqhttp.transaction.InDoubtResolver;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.lang.Nullable;

/**
 * Shows transactions, messages in doubt, back-checks and listeners, and lets operators
 * pause listeners and decide messages. Writing has to be allowed:
 * {@code management.endpoint.rocketmqhttp.access=unrestricted}.
 */
@Endpoint(id = "rocketmqhttp", defaultAccess = Access.READ_ONLY)
public final class RocketMqHttpEndpoint {

	private static final int DEFAULT_LIMIT = 100;

	private static final int HIGHEST_LIMIT = 1000;

	private final Inventory inventory;

	private final Operations operations;

	private final OperatorAudit audit;

	/**
	 * Creates the endpoint.
	 * @param inventory what there is to show
	 * @param resolver decides messages in doubt
	 * @param events gets an audit event for each write
	 */
	public RocketMqHttpEndpoint(Inventory inventory, InDoubtResolver resolver, ApplicationEventPublisher events) {
		this.inventory = inventory;
		this.operations = new Operations(inventory, resolver);
		this.audit = new OperatorAudit(events);
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

	/**
	 * Pauses or resumes a listener, or decides messages in doubt. May wait some seconds
	 * for the transaction log and the broker. What was asked for and what became of it is
	 * logged and audited.
	 * @param target what to act on
	 * @param id its id
	 * @param action what to do
	 * @param security says who asks
	 * @return what was done, and why
	 * @throws InvalidEndpointRequestException if the action is none for the target: HTTP
	 * 400
	 */
	@WriteOperation
	public OperatorAnswer act(@Selector OperatorTarget target, @Selector String id, OperatorAction action,
			SecurityContext security) {
		OperatorAnswer answer = this.operations.carryOut(target, id, action);
		this.audit.record(security.getPrincipal(), action, target, id, answer);
		return answer;
	}

}
