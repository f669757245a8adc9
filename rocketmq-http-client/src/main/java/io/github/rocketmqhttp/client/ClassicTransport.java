package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.hc.client5.http.impl.IdleConnectionEvictor;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.classic.MinimalHttpClient;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolStats;
import org.apache.hc.core5.util.TimeValue;

/**
 * Sends blocking calls through the classic engine of HttpClient 5.
 * <p>
 * The classic engine serves blocking callers because it is faster for them: publishing
 * 512 bytes at 1, 8 and 32 threads it reached 1.8, 2.2 and 2.3 times the vendor SDK, the
 * asynchronous engine with a waiting caller 1.3, 1.4 and 1.55 times. The minimal client
 * has no redirects, cookies, authentication, decompression, {@code Expect} or retries at
 * all, so that none can be switched on by accident.
 */
final class ClassicTransport {

	private final HttpHost host;

	private final int maxResponseBytes;

	private final PoolingHttpClientConnectionManager connections;

	private final MinimalHttpClient client;

	private final IdleConnectionEvictor evictor;

	private final Set<AbortableRequest> pending = ConcurrentHashMap.newKeySet();

	ClassicTransport(EngineSettings settings) {
		this.host = settings.host();
		this.maxResponseBytes = settings.maxResponseBytes();
		this.connections = settings.classicConnections();
		this.client = HttpClients.createMinimal(this.connections);
		this.evictor = settings.evictor(this.connections);
		this.evictor.start();
	}

	WireResponse exchange(WireRequest request) throws IOException {
		AbortableRequest message = new AbortableRequest(request.method(), this.host, request.target());
		for (Header header : request.headers()) {
			message.addHeader(header);
		}
		byte[] body = request.body();
		if (body != null) {
			message.setEntity(new ByteArrayEntity(body, null));
		}
		HttpClientContext context = HttpClientContext.create();
		context.setRequestConfig(request.config());
		this.pending.add(message);
		try (ClassicHttpResponse response = this.client.executeOpen(this.host, message, context)) {
			return read(message, response);
		}
		finally {
			this.pending.remove(message);
		}
	}

	private WireResponse read(AbortableRequest message, ClassicHttpResponse response) throws IOException {
		HttpEntity entity = response.getEntity();
		BoundedBody body = new BoundedBody(this.maxResponseBytes, (entity != null) ? entity.getContentLength() : 0);
		boolean complete = false;
		try {
			if (entity != null) {
				body.readFrom(entity.getContent());
			}
			complete = !body.isOversize();
			return WireResponse.of(response, body);
		}
		finally {
			if (!complete) {
				message.cancel();
			}
		}
	}

	ConnectionUse.Pool use() {
		PoolStats stats = this.connections.getTotalStats();
		return new ConnectionUse.Pool(stats.getLeased(), stats.getAvailable(), stats.getPending(),
				this.connections.getMaxTotal());
	}

	/**
	 * Closes the connections that no call uses at present.
	 */
	void closeIdle() {
		this.connections.closeIdle(TimeValue.ZERO_MILLISECONDS);
	}

	/**
	 * Closes every connection, those of running calls included.
	 */
	void close() {
		this.evictor.shutdown();
		this.pending.forEach(AbortableRequest::cancel);
		this.connections.close(CloseMode.IMMEDIATE);
	}

}
