package io.github.rocketmqhttp.client;

import java.time.Duration;

import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The time-outs of a request that must end by a certain moment: the engines read each of
 * them when its phase begins, and get what is left then.
 */
final class LimitedRequestConfig extends RequestConfig {

	private final RequestConfig config;

	private final Timeout connectTimeout;

	private final long end;

	/**
	 * Creates the time-outs of a request that begins now.
	 * @param config the time-outs without the limit
	 * @param connectTimeout that of the connections
	 * @param limit longest time of the request
	 */
	LimitedRequestConfig(RequestConfig config, Duration connectTimeout, Duration limit) {
		this.config = config;
		this.connectTimeout = Timeout.of(connectTimeout);
		this.end = System.nanoTime() + limit.toNanos();
	}

	private Timeout left(@Nullable Timeout timeout) {
		// To the engines zero means without end.
		long left = Math.max(1, Duration.ofNanos(this.end - System.nanoTime()).toMillis());
		return Timeout.ofMilliseconds((timeout != null) ? Math.min(timeout.toMilliseconds(), left) : left);
	}

	/**
	 * Shortens a time that begins now to what is left.
	 */
	Duration shorten(Duration time) {
		return left(Timeout.of(time)).toDuration();
	}

	@Override
	public Timeout getConnectionRequestTimeout() {
		return left(this.config.getConnectionRequestTimeout());
	}

	@Override
	@Deprecated
	public Timeout getConnectTimeout() {
		return left(this.connectTimeout);
	}

	@Override
	public Timeout getResponseTimeout() {
		return left(this.config.getResponseTimeout());
	}

	@Override
	public boolean isExpectContinueEnabled() {
		return this.config.isExpectContinueEnabled();
	}

	@Override
	public boolean isRedirectsEnabled() {
		return this.config.isRedirectsEnabled();
	}

	@Override
	public boolean isAuthenticationEnabled() {
		return this.config.isAuthenticationEnabled();
	}

	@Override
	public boolean isContentCompressionEnabled() {
		return this.config.isContentCompressionEnabled();
	}

	@Override
	public boolean isProtocolUpgradeEnabled() {
		return this.config.isProtocolUpgradeEnabled();
	}

}
