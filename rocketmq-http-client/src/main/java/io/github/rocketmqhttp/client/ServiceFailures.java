package io.github.rocketmqhttp.client;

import java.util.List;
import java.util.Optional;

import io.github.rocketmqhttp.AcknowledgeException.Failure;
import io.github.rocketmqhttp.DamagedMessageException;
import io.github.rocketmqhttp.ServiceException;
import io.github.rocketmqhttp.protocol.ErrorCode;
import io.github.rocketmqhttp.protocol.ErrorDocument;
import io.github.rocketmqhttp.protocol.PrintableText;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import org.jspecify.annotations.Nullable;

/**
 * Words and classifies what the broker refused.
 */
final class ServiceFailures {

	private ServiceFailures() {
	}

	/**
	 * An answer with an error document, or without one when all its parts are
	 * {@code null}.
	 */
	static ServiceException of(Call call, WireResponse response, ErrorDocument error) {
		Optional<ErrorCode> code = ErrorCode.ofWireName(error.code());
		boolean throttled = response.status() == 429
				|| code.filter((known) -> known == ErrorCode.TOO_MANY_REQUESTS || known == ErrorCode.QPS_LIMIT_EXCEEDED)
					.isPresent();
		boolean broken = !throttled
				&& (response.status() >= 500 || code.filter((known) -> known.httpStatus() >= 500).isPresent());
		String requestId = (error.requestId() != null) ? error.requestId() : response.requestId();
		String text = call.describe() + " was refused with HTTP " + response.status()
				+ ((error.code() != null) ? " " + quote(error.code()) : " and no error code")
				+ ((error.message() != null) ? " (" + quote(error.message()) + ")" : "") + requestIdText(requestId)
				+ ". " + advice(code.orElse(null), response.status());
		return new ServiceException(text, response.status(), error.code(), requestId, error.hostId(),
				throttled || broken, broken);
	}

	/**
	 * A half message was accepted without a handle.
	 */
	static ServiceException noHandle(Call call, WireResponse response, PublishReceipt receipt) {
		return new ServiceException(
				call.describe() + " stored message '" + quote(receipt.messageId())
						+ "' but gave no handle to commit it with" + requestIdText(response.requestId())
						+ ". The topic is probably not of type transaction: create one that is.",
				response.status(), null, response.requestId(), null, false, true);
	}

	/**
	 * A message was accepted, but the receipt is for another body.
	 */
	static DamagedMessageException otherBody(Call call, WireResponse response, PublishReceipt receipt) {
		return new DamagedMessageException(
				call.describe() + " stored message '" + quote(receipt.messageId())
						+ "' but the MD5 in the receipt is not that of the body which was sent"
						+ requestIdText(response.requestId())
						+ ". The message is stored as something else: look for what changes requests on the way.",
				response.requestId(), true);
	}

	/**
	 * Says how many handles were refused, and why the first one was.
	 */
	static String describe(Call call, WireResponse response, List<Failure> failures) {
		Failure first = failures.get(0);
		return call.describe() + " was refused for " + failures.size() + " of " + call.receiptHandles().size()
				+ " receipt handles, the first with '" + quote(first.errorCode()) + "'"
				+ requestIdText(response.requestId())
				+ ". A refused handle has expired, was used before or is unknown: the message comes back with a new one.";
	}

	private static String requestIdText(@Nullable String requestId) {
		return (requestId != null) ? ", request id '" + quote(requestId) + "'" : "";
	}

	private static String quote(String text) {
		return PrintableText.of(text.strip());
	}

	private static String advice(@Nullable ErrorCode code, int status) {
		if (code != null) {
			switch (code) {
				case SIGNATURE_DOES_NOT_MATCH -> {
					return "Check the access key secret.";
				}
				case INVALID_ACCESS_KEY_ID -> {
					return "Check the access key id and, for temporary credentials, the security token.";
				}
				case ACCESS_DENIED, HTTP_FORBIDDEN -> {
					return "Grant the access key the right to this topic and group, over HTTP.";
				}
				case TIME_EXPIRED, INVALID_DATE_HEADER -> {
					return "Check this machine's clock.";
				}
				case TOPIC_NOT_EXIST -> {
					return "Check the topic, the instance id and the endpoint's region.";
				}
				case SUBSCRIPTION_NOT_EXIST -> {
					return "Check the consumer group and the instance id.";
				}
				case TOO_MANY_REQUESTS, QPS_LIMIT_EXCEEDED -> {
					return "Send more slowly, or ask for a higher limit.";
				}
				case RECEIPT_HANDLE_ERROR, MESSAGE_NOT_EXIST -> {
					return "The handle has expired, was used before or is unknown: the message comes back with a new one.";
				}
				case INVALID_ARGUMENT -> {
					return "Check that the topic's type fits the message, and the limits of the service.";
				}
				default -> {
				}
			}
		}
		if (status >= 300 && status < 400) {
			return "Redirects are not followed: check the endpoint.";
		}
		return (status >= 500) ? "The service failed; try again later."
				: "Check the endpoint and the request; quote the request id when asking the operator.";
	}

}
