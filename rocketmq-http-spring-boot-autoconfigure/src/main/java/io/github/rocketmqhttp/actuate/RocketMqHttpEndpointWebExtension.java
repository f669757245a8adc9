package io.github.rocketmqhttp.actuate;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * Says in the HTTP status, too, what became of an operator's request.
 */
@EndpointWebExtension(endpoint = RocketMqHttpEndpoint.class)
public final class RocketMqHttpEndpointWebExtension {

	private static final int ACCEPTED = 202;

	private static final int CONFLICT = 409;

	private final RocketMqHttpEndpoint endpoint;

	/**
	 * Creates the extension.
	 * @param endpoint does it
	 */
	public RocketMqHttpEndpointWebExtension(RocketMqHttpEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Pauses or resumes a listener, or decides messages in doubt.
	 * @param target what to act on
	 * @param id its id
	 * @param action what to do
	 * @param security says who asks
	 * @return what was done: HTTP 200; 202 if the next back-check does it; 404 if there
	 * is nothing with that id; 409 if it was refused
	 * @throws InvalidEndpointRequestException if the action is none for the target: HTTP
	 * 400
	 */
	@WriteOperation
	public WebEndpointResponse<OperatorAnswer> act(@Selector OperatorTarget target, @Selector String id,
			OperatorAction action, SecurityContext security) {
		OperatorAnswer answer = this.endpoint.act(target, id, action, security);
		return new WebEndpointResponse<>(answer, switch (answer.outcome()) {
			case DONE -> WebEndpointResponse.STATUS_OK;
			case AT_NEXT_CHECK -> ACCEPTED;
			case NOT_FOUND -> WebEndpointResponse.STATUS_NOT_FOUND;
			case REFUSED -> CONFLICT;
		});
	}

}
