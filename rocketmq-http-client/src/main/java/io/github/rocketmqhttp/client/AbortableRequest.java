package io.github.rocketmqhttp.client;

import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A blocking request whose connection can be dropped in the middle of an answer: closing
 * the answer would first read it to its end. The library's own abortable request parses
 * the target, which must stay the string that was signed.
 */
final class AbortableRequest extends BasicClassicHttpRequest implements CancellableDependency {

	private static final long serialVersionUID = 1L;

	private transient volatile @Nullable Cancellable exchange;

	private volatile boolean cancelled;

	AbortableRequest(String method, HttpHost host, String target) {
		super(method, host, target);
	}

	@Override
	public boolean cancel() {
		this.cancelled = true;
		Cancellable running = this.exchange;
		return running != null && running.cancel();
	}

	@Override
	public boolean isCancelled() {
		return this.cancelled;
	}

	@Override
	public void setDependency(@Nullable Cancellable exchange) {
		this.exchange = exchange;
	}

}
