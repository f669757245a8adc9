package io.github.rocketmqhttp.protocol;

import java.util.List;

import io.github.rocketmqhttp.AcknowledgeException.Failure;

/**
 * A response document, by its root element.
 */
public sealed interface ResponseDocument {

	/**
	 * Root {@code Message}: the answer to a publish request.
	 *
	 * @param receipt its content
	 */
	record Receipt(PublishReceipt receipt) implements ResponseDocument {
	}

	/**
	 * Root {@code Messages}: the answer to a poll.
	 *
	 * @param messages the deliveries, possibly none
	 */
	record Messages(List<ReceivedMessage> messages) implements ResponseDocument {
	}

	/**
	 * Root {@code Error}: the request was refused.
	 *
	 * @param error its content
	 */
	record Refusal(ErrorDocument error) implements ResponseDocument {
	}

	/**
	 * Root {@code Errors}: some handles were refused.
	 *
	 * @param failures the refused handles, possibly none
	 */
	record Failures(List<Failure> failures) implements ResponseDocument {
	}

}
