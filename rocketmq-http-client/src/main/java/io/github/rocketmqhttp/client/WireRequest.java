package io.github.rocketmqhttp.client;

import java.util.List;

import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

/**
 * A signed request, ready to be sent by either engine exactly as it is.
 */
final class WireRequest {

	private final String method;

	private final String target;

	private final List<Header> headers;

	private final byte @Nullable [] body;

	private final RequestConfig config;

	/**
	 * Creates the request.
	 * @param method upper-case method
	 * @param target raw path and query, as signed
	 * @param headers all headers but those of the connection
	 * @param body the body, {@code null} for none
	 * @param config the time-outs of this request
	 */
	WireRequest(String method, String target, List<Header> headers, byte @Nullable [] body, RequestConfig config) {
		this.method = method;
		this.target = target;
		this.headers = headers;
		this.body = body;
		this.config = config;
	}

	String method() {
		return this.method;
	}

	String target() {
		return this.target;
	}

	List<Header> headers() {
		return this.headers;
	}

	byte @Nullable [] body() {
		return this.body;
	}

	RequestConfig config() {
		return this.config;
	}

}
