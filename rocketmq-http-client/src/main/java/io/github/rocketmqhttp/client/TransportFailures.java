package io.github.rocketmqhttp.client;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.github.rocketmqhttp.TransportException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.RequestNotExecutedException;

/**
 * Words and classifies why no answer came.
 */
final class TransportFailures {

	// The two places in the JDK that meet an answer without TLS have no type for it.
	private static final Pattern PLAIN_ANSWER = Pattern.compile("(?i)unrecognized SSL message");

	private TransportFailures() {
	}

	/**
	 * Turns what an engine threw into our exception.
	 * @param closed whether the client was closed meanwhile
	 */
	static TransportException of(Call call, Route route, Throwable cause, boolean closed) {
		return exception(call, route, cause, closed ? Kind.CLOSED : kind(route, cause));
	}

	/**
	 * The waiting thread was interrupted after the request had been sent.
	 */
	static TransportException interrupted(Call call, Route route, InterruptedException cause) {
		return exception(call, route, cause, Kind.INTERRUPTED);
	}

	/**
	 * Whether the server, or the way to it, is the reason rather than this side.
	 */
	static boolean isRemote(Throwable cause) {
		Kind kind = kind(cause);
		return kind != Kind.NO_FREE_CONNECTION && kind != Kind.INTERRUPTED_BEFORE && kind != Kind.INTERRUPTED;
	}

	private static TransportException exception(Call call, Route route, Throwable cause, Kind kind) {
		return new TransportException(call.describe() + " at " + route.describe() + " failed: " + kind.text,
				PrintableFailure.of(cause), kind.retryable, kind.ambiguous);
	}

	private static Kind kind(Route route, Throwable cause) {
		Kind kind = kind(cause);
		// The proxy is the only one that this side connects to.
		return (route.proxy() != null && kind.isUnreachable()) ? Kind.PROXY_UNREACHABLE : kind;
	}

	private static Kind kind(Throwable cause) {
		if (cause instanceof ProxyRefusedException proxy) {
			return proxy.isAboutTheUser() ? Kind.PROXY_USER
					: proxy.isFailure() ? Kind.PROXY_FAILED : Kind.PROXY_REFUSED;
		}
		if (cause.getCause() instanceof InterruptedException) {
			return Kind.INTERRUPTED_BEFORE;
		}
		if (cause instanceof ConnectionRequestTimeoutException || cause instanceof TimeoutException) {
			return Kind.NO_FREE_CONNECTION;
		}
		if (cause instanceof SurplusBytesException || cause instanceof RequestNotExecutedException) {
			return Kind.NOT_SENT;
		}
		if (cause instanceof ConnectTimeoutException) {
			return Kind.CONNECT_TIMEOUT;
		}
		if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
			return Kind.REFUSED;
		}
		if (cause instanceof UnknownHostException) {
			return Kind.UNKNOWN_HOST;
		}
		if (cause instanceof TlsAnswerException) {
			return Kind.TLS_PORT;
		}
		if (cause instanceof SSLException tls) {
			return tlsKind(tls);
		}
		if (cause instanceof SocketTimeoutException) {
			return Kind.RESPONSE_TIMEOUT;
		}
		if (cause instanceof InterruptedIOException) {
			return Kind.INTERRUPTED;
		}
		return Kind.CUT;
	}

	private static Kind tlsKind(SSLException cause) {
		for (Throwable ex = cause; ex != null; ex = ex.getCause()) {
			if (ex instanceof CertificateException || ex instanceof SSLPeerUnverifiedException) {
				return Kind.CERTIFICATE;
			}
			if (ex.getMessage() != null && PLAIN_ANSWER.matcher(ex.getMessage()).find()) {
				return Kind.PLAIN_PORT;
			}
		}
		return (cause instanceof SSLHandshakeException) ? Kind.HANDSHAKE : Kind.CUT;
	}

	private enum Kind {

		NO_FREE_CONNECTION("no connection became free in time; raise maxConnections or send less at once.", true,
				false),

		CONNECT_TIMEOUT("the connection was not established in time; check the endpoint and the network.", true, false),

		REFUSED("the connection was refused; check that the service runs there and can be reached.", true, false),

		UNKNOWN_HOST("the host name is unknown; check the endpoint and the name service.", true, false),

		CERTIFICATE("the server's TLS certificate is not trusted for this host; check the endpoint, or pass an SSL"
				+ " context that trusts it.", false, false),

		HANDSHAKE("the TLS handshake did not succeed; check that the endpoint speaks https.", true, false),

		PLAIN_PORT("the port answered the TLS handshake in plain text, so it does not speak https; write http:// in the"
				+ " endpoint, or the port of https.", false, false),

		TLS_PORT(
				"the port answered plain HTTP with TLS and has not read the request; write https:// in the endpoint, or"
						+ " the port of http.",
				false, false),

		PROXY_UNREACHABLE("the proxy cannot be reached; check its host and port, and that it runs.", true, false),

		PROXY_USER("the proxy asks who is asking, or does not accept the user name and the password (HTTP 407); check"
				+ " both. Only Basic authentication is supported.", false, false),

		PROXY_REFUSED("the proxy does not open a tunnel to the service; check that its rules allow CONNECT to this host"
				+ " and port.", false, false),

		PROXY_FAILED("the proxy could not open a tunnel to the service; check the endpoint, and that the service can be"
				+ " reached from the proxy.", true, false),

		NOT_SENT("the connection was closed before the request was sent; send it again.", true, false),

		RESPONSE_TIMEOUT("no answer came in time; the service may have executed the request.", true, true),

		CUT("the connection broke before the answer was complete; the service may have executed the request.", true,
				true),

		INTERRUPTED_BEFORE("the thread was interrupted while it waited for a connection.", false, false),

		INTERRUPTED("the thread was interrupted; the service may have executed the request.", false, true),

		CLOSED("the client was closed before the answer came; the service may have executed the request.", false, true);

		private final String text;

		private final boolean retryable;

		private final boolean ambiguous;

		Kind(String text, boolean retryable, boolean ambiguous) {
			this.text = text;
			this.retryable = retryable;
			this.ambiguous = ambiguous;
		}

		boolean isUnreachable() {
			return this == CONNECT_TIMEOUT || this == REFUSED || this == UNKNOWN_HOST;
		}

	}

}
