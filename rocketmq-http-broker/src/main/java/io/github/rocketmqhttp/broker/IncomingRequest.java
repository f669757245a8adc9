package io.github.rocketmqhttp.broker;

import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HeaderElements;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolVersion;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request with its target exactly as sent, or the reason why no head could
 * be read.
 */
final class IncomingRequest extends BasicHttpRequest {

	private static final long serialVersionUID = 1L;

	private final transient ClientConnection connection;

	private final @Nullable String defect;

	private IncomingRequest(String method, String target, ClientConnection connection, @Nullable String defect) {
		// The constructors without a host take the target apart and lose doubled slashes.
		super(method, (HttpHost) null, target);
		this.connection = connection;
		this.defect = defect;
	}

	static IncomingRequest of(String method, String target, ClientConnection connection) {
		return new IncomingRequest(method, target, connection, null);
	}

	static IncomingRequest unreadable(ClientConnection connection, String defect) {
		return new IncomingRequest("GET", "/", connection, defect);
	}

	ClientConnection connection() {
		return this.connection;
	}

	/**
	 * Whether it is the last one on its connection.
	 */
	boolean isLast() {
		Header header = getFirstHeader(HttpHeaders.CONNECTION);
		if (header != null && header.getValue() != null) {
			return !HeaderElements.KEEP_ALIVE.equalsIgnoreCase(header.getValue());
		}
		ProtocolVersion version = getVersion();
		return version != null && version.lessEquals(HttpVersion.HTTP_1_0);
	}

	/**
	 * Why the request cannot be read; nothing that follows it on the connection can be.
	 */
	@Nullable String defect() {
		return this.defect;
	}

}
