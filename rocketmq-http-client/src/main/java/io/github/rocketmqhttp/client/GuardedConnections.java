package io.github.rocketmqhttp.client;

import java.net.SocketAddress;
import java.util.concurrent.Future;

import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.nio.AsyncClientConnectionManager;
import org.apache.hc.client5.http.nio.AsyncConnectionEndpoint;
import org.apache.hc.core5.concurrent.CallbackContribution;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.ConnectionInitiator;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A pool of connections that are guarded from their first moment on.
 */
final class GuardedConnections implements AsyncClientConnectionManager {

	private final AsyncClientConnectionManager pool;

	private final AnswerGuard guard;

	GuardedConnections(AsyncClientConnectionManager pool, AnswerGuard guard) {
		this.pool = pool;
		this.guard = guard;
	}

	@Override
	public Future<AsyncConnectionEndpoint> lease(String id, HttpRoute route, @Nullable Object state,
			Timeout requestTimeout, FutureCallback<AsyncConnectionEndpoint> callback) {
		return this.pool.lease(id, route, state, requestTimeout, callback);
	}

	@Override
	public void release(AsyncConnectionEndpoint endpoint, @Nullable Object newState, TimeValue validDuration) {
		this.pool.release(endpoint, newState, validDuration);
	}

	@Override
	public Future<AsyncConnectionEndpoint> connect(AsyncConnectionEndpoint endpoint,
			ConnectionInitiator connectionInitiator, @Nullable Timeout connectTimeout, @Nullable Object attachment,
			@Nullable HttpContext context, FutureCallback<AsyncConnectionEndpoint> callback) {
		AsyncExchange exchange = AsyncExchange.of(context);
		if (exchange != null) {
			exchange.connecting(() -> this.pool.release(endpoint, null, TimeValue.ZERO_MILLISECONDS));
		}
		return this.pool.connect(endpoint, new GuardingInitiator(connectionInitiator, this.guard, exchange),
				connectTimeout, attachment, context, callback);
	}

	@Override
	public void upgrade(AsyncConnectionEndpoint endpoint, @Nullable Object attachment, @Nullable HttpContext context) {
		this.pool.upgrade(endpoint, attachment, context);
	}

	@Override
	public void upgrade(AsyncConnectionEndpoint endpoint, @Nullable Object attachment, @Nullable HttpContext context,
			@Nullable FutureCallback<AsyncConnectionEndpoint> callback) {
		this.pool.upgrade(endpoint, attachment, context, callback);
	}

	@Override
	public void close(CloseMode mode) {
		this.pool.close(mode);
	}

	@Override
	public void close() {
		this.pool.close(CloseMode.GRACEFUL);
	}

	private record GuardingInitiator(ConnectionInitiator initiator, AnswerGuard guard,
			@Nullable AsyncExchange exchange) implements ConnectionInitiator {

		@Override
		public Future<IOSession> connect(NamedEndpoint remoteEndpoint, @Nullable SocketAddress remoteAddress,
				@Nullable SocketAddress localAddress, @Nullable Timeout timeout, @Nullable Object attachment,
				FutureCallback<IOSession> callback) {
			return this.initiator.connect(remoteEndpoint, remoteAddress, localAddress, timeout, attachment,
					new CallbackContribution<IOSession>(callback) {

						@Override
						public void completed(IOSession session) {
							GuardingInitiator.this.guard.guard(session);
							if (GuardingInitiator.this.exchange != null) {
								GuardingInitiator.this.exchange.opened(session);
							}
							callback.completed(session);
						}

					});
		}

	}

}
