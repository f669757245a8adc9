package io.github.rocketmqhttp.broker;

import io.github.rocketmqhttp.broker.store.AnswerBudget;
import io.github.rocketmqhttp.broker.store.Identifiers;
import io.github.rocketmqhttp.protocol.RequestSigner;
import io.github.rocketmqhttp.protocol.ProtocolLimits;
import org.apache.hc.core5.http.HeaderElements;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * What every exchange needs: who may send, which operation it is, and how a response
 * looks.
 */
final class BrokerService {

	/** A body of 4 MiB may be six times as long when every character is escaped. */
	private static final int MAX_PUBLISH_BYTES = 6 * ProtocolLimits.MAX_BODY_BYTES;

	private static final int MAX_HANDLES_BYTES = 64 * 1024;

	/** Requests that are being read; many small ones or a few of the largest. */
	private static final long MAX_READING_BYTES = Math.min(4L * MAX_PUBLISH_BYTES,
			MAX_PUBLISH_BYTES + Runtime.getRuntime().maxMemory() / 32);

	private final BodyBudget bodies = new BodyBudget(MAX_READING_BYTES);

	private final AnswerBudget answers;

	private final Authenticator authenticator;

	private final Operations operations;

	private final Identifiers identifiers;

	private final ServerDate date;

	private volatile String hostId = "http://127.0.0.1";

	BrokerService(Authenticator authenticator, Operations operations, Identifiers identifiers, ServerDate date,
			AnswerBudget answers) {
		this.answers = answers;
		this.authenticator = authenticator;
		this.operations = operations;
		this.identifiers = identifiers;
		this.date = date;
	}

	void hostId(String hostId) {
		this.hostId = hostId;
	}

	RequestContext newContext() {
		return new RequestContext(this.identifiers.nextRequestId(), this.hostId);
	}

	/**
	 * Checks the headers of a request.
	 * @throws io.github.rocketmqhttp.broker.store.RefusedException if it is not let in
	 */
	void admit(HttpRequest request) {
		HeaderRules.requireSingle(request);
		HeaderRules.requireHost(request);
		this.authenticator.check(request);
		HeaderRules.requireVersion(request);
	}

	OperationHandler operation(String method, @Nullable String trans) {
		return this.operations.find(method, trans);
	}

	/**
	 * Prepares for the body of a request.
	 * @param method the method, or an empty text for a request that is refused anyway
	 */
	RequestBody newBody(String method) {
		return switch (method) {
			case "POST" -> RequestBody.kept(this.bodies, MAX_PUBLISH_BYTES);
			case "DELETE" -> RequestBody.kept(this.bodies, MAX_HANDLES_BYTES);
			// The SDK for C++ sends its last body again with every poll.
			default -> RequestBody.dropped(MAX_PUBLISH_BYTES);
		};
	}

	/**
	 * Counts the answers that clients have not read.
	 */
	AnswerBudget answers() {
		return this.answers;
	}

	/**
	 * Bytes of the bodies that are being read.
	 */
	long bytesBeingRead() {
		return this.bodies.used();
	}

	/**
	 * Writes the head of a response.
	 * @param close whether no further request is answered on the connection
	 */
	HttpResponse response(Answer answer, RequestContext context, boolean close) {
		BasicHttpResponse response = new BasicHttpResponse(answer.status());
		// Exactly this case: two SDKs look the name up case-sensitively.
		response.addHeader("x-mq-request-id", context.requestId());
		response.addHeader("x-mq-version", RequestSigner.PROTOCOL_VERSION);
		response.addHeader(HttpHeaders.DATE, this.date.text());
		if (answer.body().length > 0) {
			response.addHeader(HttpHeaders.CONTENT_TYPE, "text/xml;charset=utf-8");
			response.addHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(answer.body().length));
		}
		response.addHeader(HttpHeaders.CONNECTION, close ? HeaderElements.CLOSE : HeaderElements.KEEP_ALIVE);
		return response;
	}

}
