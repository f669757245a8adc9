package io.github.rocketmqhttp.client;

import java.time.InstantSource;
import java.util.List;

import io.github.rocketmqhttp.protocol.RequestSigner;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.message.BasicHeader;
import org.jspecify.annotations.Nullable;

/**
 * Signs requests and writes their headers. What does not change is built once: the
 * constant headers, the date of a second, the signer of a key pair.
 */
final class RequestHeaders {

	/** Sent and signed with exactly this text. */
	static final String CONTENT_TYPE = "text/xml;charset=UTF-8";

	private static final Header CONTENT_TYPE_HEADER = new BasicHeader(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE);

	private static final Header VERSION_HEADER = new BasicHeader("x-mq-version", RequestSigner.PROTOCOL_VERSION);

	private final CredentialsProvider credentialsProvider;

	private final Header userAgent;

	private final DateHeader date;

	private volatile @Nullable Signing latest;

	RequestHeaders(CredentialsProvider credentialsProvider, String userAgent, InstantSource clock) {
		this.credentialsProvider = credentialsProvider;
		this.userAgent = new BasicHeader(HttpHeaders.USER_AGENT, userAgent);
		this.date = new DateHeader(clock);
	}

	/**
	 * Writes all headers but those of the connection.
	 * @param method upper-case method
	 * @param target raw path and query, exactly as it will be sent
	 * @return the headers, the security token last and unsigned
	 */
	List<Header> of(String method, String target) {
		Signing signing = signing();
		Header now = this.date.current();
		String signature = signing.signer()
			.sign(RequestSigner.stringToSign(method, null, CONTENT_TYPE, now.getValue(), RequestSigner.PROTOCOL_VERSION,
					target));
		Header authorization = new BasicHeader(HttpHeaders.AUTHORIZATION, signing.prefix() + signature, true);
		Header token = signing.token();
		return (token != null) ? List.of(now, authorization, VERSION_HEADER, CONTENT_TYPE_HEADER, this.userAgent, token)
				: List.of(now, authorization, VERSION_HEADER, CONTENT_TYPE_HEADER, this.userAgent);
	}

	private Signing signing() {
		Credentials credentials = this.credentialsProvider.getCredentials();
		Signing signing = this.latest;
		if (signing == null || !signing.credentials().equals(credentials)) {
			signing = Signing.of(credentials);
			this.latest = signing;
		}
		return signing;
	}

	/**
	 * What stays the same as long as the credentials do.
	 */
	private record Signing(Credentials credentials, RequestSigner signer, String prefix, @Nullable Header token) {

		static Signing of(Credentials credentials) {
			String token = credentials.securityToken();
			return new Signing(credentials, new RequestSigner(credentials.accessKeySecret()),
					"MQ " + credentials.accessKeyId() + ":",
					(token != null) ? new BasicHeader("security-token", token, true) : null);
		}

	}

}
