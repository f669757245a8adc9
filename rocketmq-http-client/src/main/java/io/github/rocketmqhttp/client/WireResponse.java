package io.github.rocketmqhttp.client;

import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * An answer with a bounded body, not yet understood.
 */
final class WireResponse {

	private static final String REQUEST_ID = "x-mq-request-id";

	private final int status;

	private final @Nullable String requestId;

	private final byte[] body;

	private final boolean oversize;

	/**
	 * Creates the answer.
	 * @param status HTTP status
	 * @param requestId value of the request id header, if there is one
	 * @param body the body, empty for none
	 * @param oversize whether the body was larger than allowed and therefore not kept
	 */
	WireResponse(int status, @Nullable String requestId, byte[] body, boolean oversize) {
		this.status = status;
		this.requestId = requestId;
		this.body = body;
		this.oversize = oversize;
	}

	static WireResponse of(HttpResponse head, BoundedBody body) {
		Header requestId = head.getFirstHeader(REQUEST_ID);
		return new WireResponse(head.getCode(), (requestId != null) ? requestId.getValue() : null, body.toByteArray(),
				body.isOversize());
	}

	int status() {
		return this.status;
	}

	boolean isSuccess() {
		return this.status >= 200 && this.status < 300;
	}

	@Nullable String requestId() {
		return this.requestId;
	}

	byte[] body() {
		return this.body;
	}

	boolean isOversize() {
		return this.oversize;
	}

}
