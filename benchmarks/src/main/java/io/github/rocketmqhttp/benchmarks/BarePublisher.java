package io.github.rocketmqhttp.benchmarks;

import java.io.IOException;
import java.net.URI;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/**
 * Sends a prepared request through HttpClient 5's classic engine with a pooled connection
 * per caller; signs nothing, encodes nothing and parses nothing.
 */
final class BarePublisher implements Publisher {

	private static final ContentType CONTENT_TYPE = ContentType.parseLenient(PreparedRequest.CONTENT_TYPE);

	private final PreparedRequest request;

	private final CloseableHttpClient client;

	BarePublisher(URI endpoint) {
		this.request = PreparedRequest.create(endpoint);
		this.client = HttpClients.custom()
			.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
				.setMaxConnTotal(Workload.MAX_CALLERS)
				.setMaxConnPerRoute(Workload.MAX_CALLERS)
				.build())
			.disableAuthCaching()
			.disableAutomaticRetries()
			.disableConnectionState()
			.disableContentCompression()
			.disableCookieManagement()
			.disableRedirectHandling()
			.build();
	}

	@Override
	public void publish(int caller) throws IOException {
		HttpPost post = new HttpPost(this.request.uri());
		this.request.headers().forEach(post::setHeader);
		post.setEntity(new ByteArrayEntity(this.request.body(), CONTENT_TYPE));
		this.client.execute(post, BarePublisher::read);
	}

	private static byte[] read(ClassicHttpResponse response) throws IOException {
		byte[] body = EntityUtils.toByteArray(response.getEntity());
		if (response.getCode() != 201) {
			throw new IOException("The stub's answer is " + response.getCode() + ", not 201.");
		}
		return body;
	}

	@Override
	public void close() throws IOException {
		this.client.close();
	}

}
