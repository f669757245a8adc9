package io.github.rocketmqhttp.client;

import java.util.List;
import java.util.Set;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Whom a client trusts, which key it shows and how it may speak TLS. Certificate and host
 * name are verified in any case.
 *
 * @param context trust and keys
 * @param protocols the only protocol versions to offer, such as {@code TLSv1.3}; empty
 * for those that the context has switched on, weak ones excepted
 * @param cipherSuites the only cipher suites to offer; empty for those that the context
 * has switched on, weak ones excepted
 */
public record TlsSettings(SSLContext context, List<String> protocols, List<String> cipherSuites) {

	/**
	 * Checks.
	 * @throws IllegalArgumentException if the context does not support one of the
	 * protocols or cipher suites
	 */
	public TlsSettings {
		protocols = List.copyOf(protocols);
		cipherSuites = List.copyOf(cipherSuites);
		SSLParameters supported = context.getSupportedSSLParameters();
		requireSupported("TLS protocol", protocols, supported.getProtocols());
		requireSupported("TLS cipher suite", cipherSuites, supported.getCipherSuites());
	}

	/**
	 * Creates settings that offer what the context has switched on.
	 * @param context trust and keys
	 * @return the settings
	 */
	public static TlsSettings of(SSLContext context) {
		return new TlsSettings(context, List.of(), List.of());
	}

	private static void requireSupported(String what, List<String> names, String[] supported) {
		for (String name : names) {
			if (!Set.of(supported).contains(name)) {
				throw new IllegalArgumentException("The " + what + " '" + name
						+ "' is not supported here; use one or more of " + String.join(", ", supported) + ".");
			}
		}
	}

}
