package io.github.rocketmqhttp.client;

import java.util.concurrent.atomic.AtomicMarkableReference;

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

	private final transient AtomicMarkableReference<@Nullable Cancellable> exchange = new AtomicMarkableReference<>(
			null, false);

	AbortableRequest(String method, HttpHost host, String target) {
		super(method, host, target);
	}

	@Override
	public boolean cancel() {
		Cancellable running = this.exchange.getReference();
		this.exchange.set(running, true);
		return running != null && running.cancel();
	}

	@Override
	public boolean isCancelled() {
		return this.exchange.isMarked();
	}

	// One thread owns the request, so that setting and cancelling never meet.
	@Override
	public void setDependency(@Nullable Cancellable cancellable) {
		this.exchange.set(cancellable, this.exchange.isMarked());
	}

}
