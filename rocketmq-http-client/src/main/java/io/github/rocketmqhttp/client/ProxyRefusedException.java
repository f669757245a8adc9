package io.github.rocketmqhttp.client;

import java.io.IOException;

/**
 * The proxy did not let a request through to the service.
 */
final class ProxyRefusedException extends IOException {

	private static final long serialVersionUID = 1L;

	private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

	private static final int SERVER_ERROR = 500;

	private final int status;

	ProxyRefusedException(int status) {
		super("The proxy answered with HTTP " + status + ".");
		this.status = status;
	}

	boolean isAboutTheUser() {
		return this.status == PROXY_AUTHENTICATION_REQUIRED;
	}

	/**
	 * Whether the proxy failed to reach the service, rather than did not want to.
	 */
	boolean isFailure() {
		return this.status >= SERVER_ERROR;
	}

}
