package io.github.rocketmqhttp.broker;

import java.util.List;

import io.github.rocketmqhttp.AcknowledgeException.Failure;
import io.github.rocketmqhttp.protocol.ErrorCode;
import io.github.rocketmqhttp.protocol.ErrorDocument;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.github.rocketmqhttp.protocol.ResponseCodec;
import org.jspecify.annotations.Nullable;

/**
 * The response to one request.
 */
final class Answer {

	private final int status;

	private final byte[] body;

	private final @Nullable Runnable undo;

	private Answer(int status, byte[] body, @Nullable Runnable undo) {
		this.status = status;
		this.body = body;
		this.undo = undo;
	}

	static Answer published(PublishReceipt receipt) {
		return new Answer(201, ResponseCodec.writeReceipt(receipt), null);
	}

	static Answer consumed(List<ReceivedMessage> messages, Runnable undo) {
		return new Answer(200, ResponseCodec.writeMessages(messages), undo);
	}

	static Answer handled(List<Failure> failures) {
		return failures.isEmpty() ? new Answer(204, new byte[0], null)
				: new Answer(404, ResponseCodec.writeFailures(failures), null);
	}

	static Answer refused(ErrorCode code, String message, RequestContext context) {
		ErrorDocument document = new ErrorDocument(code.wireName(), message, context.requestId(), context.hostId());
		return new Answer(code.httpStatus(), ResponseCodec.writeError(document), null);
	}

	static Answer noMessage(RequestContext context) {
		return refused(ErrorCode.MESSAGE_NOT_EXIST, "Message not exist.", context);
	}

	int status() {
		return this.status;
	}

	/**
	 * The document, empty for 204; not copied.
	 */
	byte[] body() {
		return this.body;
	}

	/**
	 * What to do when the response cannot be delivered, if anything.
	 */
	@Nullable Runnable undo() {
		return this.undo;
	}

}
