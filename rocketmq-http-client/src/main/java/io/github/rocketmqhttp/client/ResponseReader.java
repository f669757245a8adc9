package io.github.rocketmqhttp.client;

import java.util.List;

import io.github.rocketmqhttp.AcknowledgeException;
import io.github.rocketmqhttp.AcknowledgeException.Failure;
import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.ServiceException;
import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.protocol.ErrorCode;
import io.github.rocketmqhttp.protocol.ErrorDocument;
import io.github.rocketmqhttp.protocol.MalformedDocumentException;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.github.rocketmqhttp.protocol.ResponseCodec;
import io.github.rocketmqhttp.protocol.ResponseDocument;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an answer means: by its status first, then by the root element of its
 * body.
 */
final class ResponseReader {

	private ResponseReader() {
	}

	/**
	 * Reads the answer to a publish request.
	 * @param body what was sent
	 */
	static PublishReceipt receipt(Call call, WireResponse response, String body) {
		ResponseDocument document = response.isSuccess() ? require(call, response) : tryRead(response);
		if (response.isSuccess() && document instanceof ResponseDocument.Receipt receipt) {
			if (!receipt.receipt().isFor(body)) {
				throw ServiceFailures.otherBody(call, response, receipt.receipt());
			}
			if (call.operation() == Operation.PUBLISH_HALF && receipt.receipt().receiptHandle() == null) {
				throw ServiceFailures.noHandle(call, response, receipt.receipt());
			}
			return receipt.receipt();
		}
		throw failure(call, response, document);
	}

	/**
	 * Reads the answer to a poll; "no message" is an empty list.
	 */
	static List<ReceivedMessage> messages(Call call, WireResponse response) {
		ResponseDocument document = response.isSuccess() ? require(call, response) : tryRead(response);
		if (response.isSuccess() && document instanceof ResponseDocument.Messages messages) {
			return List.copyOf(messages.messages());
		}
		if (response.status() == 404 && document instanceof ResponseDocument.Refusal refusal
				&& ErrorCode.MESSAGE_NOT_EXIST.wireName().equals(refusal.error().code())) {
			return List.of();
		}
		throw failure(call, response, document);
	}

	/**
	 * Reads the answer to an acknowledgement, commit or rollback: only 204 without a body
	 * is success. Two of the vendor's SDKs take nothing else, so the service sends
	 * nothing else; whoever answers 200, a portal for example, has not executed the
	 * request.
	 */
	@SuppressWarnings("NullAway") // Void has no value but null.
	static Void resolved(Call call, WireResponse response) {
		ResponseDocument document = tryRead(response);
		if (document instanceof ResponseDocument.Failures failures && response.status() < 500) {
			throw refusedHandles(call, response, failures.failures());
		}
		if (response.isNoContent()) {
			return null;
		}
		if (response.isSuccess() && !(document instanceof ResponseDocument.Refusal)) {
			throw undecodable(call, response,
					"is not the one that this call expects, 204 without a body: check what answers at the endpoint",
					null);
		}
		throw failure(call, response, document);
	}

	private static RocketMqHttpException refusedHandles(Call call, WireResponse response, List<Failure> failures) {
		if (failures.isEmpty()) {
			return undecodable(call, response, "lists no refused handle", null);
		}
		List<String> sent = call.receiptHandles();
		// The real service was seen leaving the handle out.
		List<Failure> named = failures.stream()
			.map((failure) -> (failure.receiptHandle().isEmpty() && sent.size() == 1)
					? new Failure(sent.get(0), failure.errorCode(), failure.errorMessage()) : failure)
			.toList();
		return new AcknowledgeException(ServiceFailures.describe(call, response, named), response.status(),
				response.requestId(), named);
	}

	private static RocketMqHttpException failure(Call call, WireResponse response,
			@Nullable ResponseDocument document) {
		if (document instanceof ResponseDocument.Refusal refusal) {
			return ServiceFailures.of(call, response, refusal.error());
		}
		if (response.isSuccess()) {
			return undecodable(call, response, "is not the document that this call expects", null);
		}
		return ServiceFailures.of(call, response, new ErrorDocument(null, null, null, null));
	}

	private static ResponseDocument require(Call call, WireResponse response) {
		if (response.isOversize()) {
			throw undecodable(call, response,
					"is larger than the limit: raise maxResponseBytes or poll for fewer messages at a time", null);
		}
		try {
			return ResponseCodec.read(response.body(), response.requestId());
		}
		catch (MalformedDocumentException ex) {
			throw undecodable(call, response, "cannot be read", ex);
		}
	}

	private static @Nullable ResponseDocument tryRead(WireResponse response) {
		if (response.body().length == 0) {
			return null;
		}
		try {
			return ResponseCodec.read(response.body(), response.requestId());
		}
		catch (MalformedDocumentException ex) {
			// A proxy's page, for example: the status says enough.
			return null;
		}
	}

	private static TransportException undecodable(Call call, WireResponse response, String problem,
			@Nullable MalformedDocumentException cause) {
		boolean executed = response.isSuccess();
		return new TransportException(
				call.describe() + " was answered with HTTP " + response.status() + ", but the answer " + problem
						+ ((cause != null) ? ": " + cause.getMessage() : "."),
				cause, response.status(), response.requestId(), executed, executed);
	}

}
