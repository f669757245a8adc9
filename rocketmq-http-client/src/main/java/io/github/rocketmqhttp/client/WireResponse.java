package io.github.rocketmqhttp.client;

import io.github.rocketmqhttp.protocol.PrintableText;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * An answer with a bounded body, not yet understood.
 */
final class WireResponse {

	private static final String REQUEST_ID = "x-mq-request-id";

	private final int status;

	private final @Nullable String requestId;

	private final @Nullable String date;

	private final byte[] body;

	private final boolean oversize;

	private final boolean announcesBody;

	/**
	 * Creates the answer.
	 * @param status HTTP status
	 * @param requestId value of the request id header, if there is one
	 * @param date value of the date header, if there is one
	 * @param body the body, empty for none
	 * @param oversize whether the body was larger than allowed and therefore not kept
	 * @param announcesBody whether the head says that a body follows, even where HTTP
	 * knows none
	 */
	WireResponse(int status, @Nullable String requestId, @Nullable String date, byte[] body, boolean oversize,
			boolean announcesBody) {
		this.status = status;
		this.requestId = requestId;
		this.date = date;
		this.body = body;
		this.oversize = oversize;
		this.announcesBody = announcesBody;
	}

	static WireResponse of(HttpResponse head, BoundedBody body) {
		return new WireResponse(head.getCode(), PrintableText.orNull(value(head, REQUEST_ID)),
				value(head, HttpHeaders.DATE), body.toByteArray(), body.isOversize(), announcesBody(head));
	}

	private static boolean announcesBody(HttpResponse head) {
		String length = value(head, HttpHeaders.CONTENT_LENGTH);
		return head.containsHeader(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.strip().equals("0"));
	}

	private static @Nullable String value(HttpResponse head, String name) {
		Header header = head.getFirstHeader(name);
		return (header != null) ? header.getValue() : null;
	}

	int status() {
		return this.status;
	}

	boolean isSuccess() {
		return this.status >= 200 && this.status < 300;
	}

	/**
	 * Whether this is what says that a request without a result has been executed.
	 */
	boolean isNoContent() {
		return this.status == HttpStatus.SC_NO_CONTENT && this.body.length == 0 && !this.oversize
				&& !this.announcesBody;
	}

	@Nullable String requestId() {
		return this.requestId;
	}

	@Nullable String date() {
		return this.date;
	}

	byte[] body() {
		return this.body;
	}

	boolean isOversize() {
		return this.oversize;
	}

}
