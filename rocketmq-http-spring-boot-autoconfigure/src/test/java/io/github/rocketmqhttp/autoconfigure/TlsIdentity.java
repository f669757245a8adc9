package io.github.rocketmqhttp.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A self-signed certificate for {@code localhost} and its key.
 */
enum TlsIdentity {

	FIRST("localhost.p12"),

	RENEWED("renewed.p12");

	static final String PASSWORD = "changeit";

	private final String file;

	TlsIdentity(String file) {
		this.file = file;
	}

	/**
	 * Shows this certificate.
	 */
	SSLContext serverContext() throws IOException, GeneralSecurityException {
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(store(), PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), null, null);
		return context;
	}

	/**
	 * Writes a trust store with only this certificate, in one step.
	 */
	void writeTrustStore(Path file) throws IOException, GeneralSecurityException {
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("server", store().getCertificate("server"));
		Path written = file.resolveSibling(file.getFileName() + ".new");
		try (OutputStream out = Files.newOutputStream(written)) {
			trusted.store(out, PASSWORD.toCharArray());
		}
		Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
	}

	private KeyStore store() throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = TlsIdentity.class.getResourceAsStream("/tls/" + this.file)) {
			store.load(in, PASSWORD.toCharArray());
		}
		return store;
	}

}
