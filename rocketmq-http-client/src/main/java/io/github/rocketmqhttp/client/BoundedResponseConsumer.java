package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Collects an answer of the asynchronous engine and stops reading at the size limit.
 */
final class BoundedResponseConsumer implements AsyncResponseConsumer<WireResponse> {

	private final int limit;

	private final Consumer<WireResponse> answer;

	private @Nullable HttpResponse head;

	private @Nullable BoundedBody body;

	private @Nullable FutureCallback<WireResponse> callback;

	private @Nullable WireResponse result;

	/**
	 * Creates the consumer of one answer.
	 * @param limit most bytes of the body
	 * @param answer told when the engine has its connection back, so that the next call
	 * finds it in the pool; at once when the limit is passed
	 */
	BoundedResponseConsumer(int limit, Consumer<WireResponse> answer) {
		this.limit = limit;
		this.answer = answer;
	}

	@Override
	public void consumeResponse(HttpResponse response, @Nullable EntityDetails entity, HttpContext context,
			FutureCallback<WireResponse> callback) {
		BoundedBody content = new BoundedBody(this.limit, (entity != null) ? entity.getContentLength() : 0);
		if (entity == null) {
			this.result = WireResponse.of(response, content);
			callback.completed(this.result);
			return;
		}
		this.head = response;
		this.body = content;
		this.callback = callback;
	}

	@Override
	public void informationResponse(HttpResponse response, HttpContext context) {
		// 1xx answers carry nothing for this protocol.
	}

	@Override
	public void updateCapacity(CapacityChannel channel) throws IOException {
		channel.update(Integer.MAX_VALUE);
	}

	@Override
	public void consume(ByteBuffer chunk) throws IOException {
		if (this.body == null || this.head == null) {
			throw new IOException("The engine delivered a body without a head.");
		}
		this.body.append(chunk);
		if (this.body.isOversize()) {
			this.answer.accept(WireResponse.of(this.head, this.body));
			throw new IOException("The body is larger than " + this.limit + " bytes; the connection is dropped.");
		}
	}

	@Override
	public void streamEnd(@Nullable List<? extends Header> trailers) {
		if (this.head != null && this.body != null && this.callback != null) {
			this.result = WireResponse.of(this.head, this.body);
			this.callback.completed(this.result);
		}
	}

	@Override
	public void failed(Exception cause) {
		releaseResources();
	}

	@Override
	public void releaseResources() {
		this.body = null;
		this.head = null;
		if (this.result != null) {
			this.answer.accept(this.result);
		}
	}

}
