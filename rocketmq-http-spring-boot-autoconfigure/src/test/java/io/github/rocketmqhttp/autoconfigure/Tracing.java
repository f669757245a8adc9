package io.github.rocketmqhttp.autoconfigure;

import java.util.List;

import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What Spring Boot's Actuator sets up for tracing, with the spans in memory.
 */
@Configuration(proxyBeanMethods = false)
class Tracing {

	@Bean
	InMemorySpanExporter spans() {
		return InMemorySpanExporter.create();
	}

	@Bean
	SdkTracerProvider tracerProvider(InMemorySpanExporter spans) {
		return SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build();
	}

	@Bean
	ObservationRegistry observationRegistry(SdkTracerProvider provider) {
		io.opentelemetry.api.trace.Tracer otel = provider.get("test");
		OtelTracer tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), (event) -> {
		});
		OtelPropagator propagator = new OtelPropagator(
				ContextPropagators.create(W3CTraceContextPropagator.getInstance()), otel);
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig()
			.observationHandler(new FirstMatchingCompositeObservationHandler(
					List.of(new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
							new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
							new DefaultTracingObservationHandler(tracer))));
		return registry;
	}

	static SpanData span(InMemorySpanExporter spans, String name) {
		List<SpanData> found = spans(spans, name);
		if (found.size() != 1) {
			throw new AssertionError(found.size() + " spans are called '" + name + "', among "
					+ spans.getFinishedSpanItems().stream().map(SpanData::getName).toList());
		}
		return found.get(0);
	}

	static List<SpanData> spans(InMemorySpanExporter spans, String name) {
		return spans.getFinishedSpanItems().stream().filter((span) -> span.getName().equals(name)).toList();
	}

}
