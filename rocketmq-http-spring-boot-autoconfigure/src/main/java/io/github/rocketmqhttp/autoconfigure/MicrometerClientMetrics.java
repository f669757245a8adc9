package io.github.rocketmqhttp.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToIntFunction;
import java.util.List;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.client.CallListener.CompletedCall;
import io.github.rocketmqhttp.client.ConnectionUse;
import io.github.rocketmqhttp.client.ConnectionUse.Pool;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.client.RocketMqHttpClientBuilder;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import io.github.rocketmqhttp.protocol.ErrorCode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Measures requests in the application's meter registry, and shows how connections are
 * used in every registry that it is bound to. Clients come into being when they are first
 * needed, before or after that.
 */
final class MicrometerClientMetrics implements ClientMetrics, MeterBinder {

	static final String REQUESTS = "rocketmq.http.requests";

	static final String CONNECTIONS = "rocketmq.http.connections";

	static final String MAX_CONNECTIONS = "rocketmq.http.connections.max";

	static final String WAITING = "rocketmq.http.publish.waiting";

	static final String MAX_WAITING = "rocketmq.http.publish.waiting.max";

	static final String REFUSED = "rocketmq.http.publish.refused";

	static final String AWAY = "rocketmq.http.publish.away";

	private static final String DEFAULT = "default";

	private static final String REASON = "reason";

	private static final String NONE = "none";

	private final ObjectProvider<MeterRegistry> registry;

	private final Map<String, RocketMqHttpClient> clients = new LinkedHashMap<>();

	private final Map<String, RocketMqHttpTemplate> templates = new LinkedHashMap<>();

	private final List<MeterRegistry> bound = new CopyOnWriteArrayList<>();

	MicrometerClientMetrics(ObjectProvider<MeterRegistry> registry) {
		this.registry = registry;
	}

	@Override
	public void prepare(String name, RocketMqHttpClientBuilder builder) {
		String client = tag(name);
		builder.callListener((call) -> record(client, call));
	}

	private void record(String client, CompletedCall call) {
		MeterRegistry meters = this.registry.getIfUnique();
		if (meters != null) {
			meters
				.timer(REQUESTS, "client", client, "operation", call.operation(), "outcome", outcome(call.failure()),
						"error", error(call.failure()))
				.record(call.duration());
		}
	}

	private static String outcome(@Nullable Throwable failure) {
		if (failure == null) {
			return "success";
		}
		if (failure instanceof CancellationException) {
			return "cancelled";
		}
		return (failure instanceof TransportException) ? "unanswered" : "refused";
	}

	// The service's codes are known and few; what else may stand on the wire is not.
	private static String error(@Nullable Throwable failure) {
		if (failure == null) {
			return NONE;
		}
		String code = (failure instanceof RocketMqHttpException ours)
				? ErrorCode.ofWireName(ours.getErrorCode()).map(ErrorCode::wireName).orElse(null) : null;
		return (code != null) ? code : failure.getClass().getSimpleName();
	}

	@Override
	public synchronized void made(String name, RocketMqHttpClient client) {
		this.clients.put(tag(name), client);
		this.bound.forEach((meters) -> show(tag(name), client, meters));
	}

	@Override
	public synchronized void made(String name, RocketMqHttpTemplate template) {
		this.templates.put(tag(name), template);
		this.bound.forEach((meters) -> show(tag(name), template, meters));
	}

	@Override
	public synchronized void bindTo(MeterRegistry meters) {
		this.bound.add(meters);
		this.clients.forEach((name, client) -> show(name, client, meters));
		this.templates.forEach((name, template) -> show(name, template, meters));
	}

	private static void show(String name, RocketMqHttpTemplate template, MeterRegistry meters) {
		Tags tags = Tags.of("client", name);
		Gauge.builder(WAITING, template, (own) -> own.getPublishStatus().waiting()).tags(tags).register(meters);
		Gauge.builder(MAX_WAITING, template, (own) -> own.getPublishStatus().maxConcurrent())
			.tags(tags)
			.register(meters);
		Gauge.builder(AWAY, template, (own) -> own.getPublishStatus().isAway() ? 1 : 0).tags(tags).register(meters);
		FunctionCounter.builder(REFUSED, template, (own) -> own.getPublishStatus().refusedBusy())
			.tags(tags.and(REASON, "busy"))
			.register(meters);
		FunctionCounter.builder(REFUSED, template, (own) -> own.getPublishStatus().refusedAway())
			.tags(tags.and(REASON, "away"))
			.register(meters);
	}

	private static void show(String name, RocketMqHttpClient client, MeterRegistry meters) {
		for (Calls calls : Calls.values()) {
			Tags tags = Tags.of("client", name, "calls", calls.tag);
			gauge(client, meters, CONNECTIONS, tags.and("state", "leased"), (use) -> calls.pool(use).leased());
			gauge(client, meters, CONNECTIONS, tags.and("state", "idle"), (use) -> calls.pool(use).idle());
			gauge(client, meters, CONNECTIONS, tags.and("state", "waiting"), (use) -> calls.pool(use).waiting());
			gauge(client, meters, MAX_CONNECTIONS, tags, (use) -> calls.pool(use).max());
		}
	}

	private static void gauge(RocketMqHttpClient client, MeterRegistry meters, String name, Tags tags,
			ToIntFunction<ConnectionUse> value) {
		Gauge.builder(name, client, (current) -> value.applyAsInt(current.connectionUse())).tags(tags).register(meters);
	}

	private static String tag(String name) {
		return name.isEmpty() ? DEFAULT : name;
	}

	/**
	 * The two kinds of calls, whose connections are apart.
	 */
	private enum Calls {

		BLOCKING("blocking"),

		ASYNCHRONOUS("asynchronous");

		private final String tag;

		Calls(String tag) {
			this.tag = tag;
		}

		Pool pool(ConnectionUse use) {
			return (this == BLOCKING) ? use.blocking() : use.asynchronous();
		}

	}

}
