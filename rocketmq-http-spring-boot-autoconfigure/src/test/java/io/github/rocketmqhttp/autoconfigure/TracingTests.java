package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * One trace from the request to the listener.
 */
class TracingTests {

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
		.topic("orders", TopicType.TRANSACTION)
		.topic("letters", TopicType.NORMAL)
		.start();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
		.withConfiguration(ImportDatabase.Classes.ofThisLine())
		.withUserConfiguration(Tracing.class)
		.withPropertyValues("rocketmq-http.endpoint=" + this.broker.endpoint(), "rocketmq-http.access-key-id=any",
				"rocketmq-http.access-key-secret=any", "rocketmq-http.topic=orders",
				"rocketmq-http.consumer-group=GID_orders");

	@AfterEach
	void stop() {
		this.broker.close();
	}

	@Test
	void aRequestItsHalfMessageCommitAndDeliveryAreOneTrace() {
		this.runner.withUserConfiguration(Orders.class, Billing.class).run((context) -> {
			InMemorySpanExporter spans = context.getBean(InMemorySpanExporter.class);
			request(context, () -> context.getBean(Orders.class).place("o-1"));

			await().untilAsserted(() -> assertThat(Tracing.spans(spans, "process orders")).hasSize(1));
			SpanData request = Tracing.span(spans, "request");
			SpanData half = Tracing.span(spans, "publish_half orders");
			SpanData commit = Tracing.span(spans, "commit orders");
			SpanData process = Tracing.span(spans, "process orders");
			assertThat(half.getParentSpanId()).isEqualTo(request.getSpanId());
			assertThat(commit.getParentSpanId()).isEqualTo(half.getSpanId());
			assertThat(process.getParentSpanId()).isEqualTo(half.getSpanId());
			assertThat(List.of(half, commit, process)).extracting(SpanData::getTraceId)
				.containsOnly(request.getTraceId());
			assertThat(List.of(half, commit, process)).extracting(SpanData::getKind)
				.containsExactly(SpanKind.PRODUCER, SpanKind.CLIENT, SpanKind.CONSUMER);
			assertThat(context.getBean(Billing.class).traces).as("what a call of the listener's would hand on")
				.containsExactly(process.getTraceId() + ":" + process.getSpanId());
		});
	}

	@Test
	void aDecisionInTheBackgroundGoesOnInTheTraceOfItsMessage() {
		this.runner.withUserConfiguration(Orders.class)
			.withPropertyValues("rocketmq-http.transaction.completion=async")
			.run((context) -> {
				InMemorySpanExporter spans = context.getBean(InMemorySpanExporter.class);
				assertThatIllegalStateException().isThrownBy(() -> context.getBean(Orders.class).place("refused"));

				await().untilAsserted(() -> assertThat(Tracing.spans(spans, "rollback orders")).hasSize(1));
				SpanData half = Tracing.span(spans, "publish_half orders");
				assertThat(Tracing.span(spans, "rollback orders").getParentSpanId()).isEqualTo(half.getSpanId());
			});
	}

	@Test
	void aBackCheckInAnotherProcessGoesOnInTheTraceOfItsHalfMessage() {
		ApplicationContextRunner process = this.runner.withPropertyValues(
				"spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
				"spring.datasource.generate-unique-name=false");
		SpanData[] half = new SpanData[1];
		process.withUserConfiguration(Orders.class, Keys.class).run((context) -> {
			InMemorySpanExporter spans = context.getBean(InMemorySpanExporter.class);
			Keys keys = context.getBean(Keys.class);
			request(context, () -> context.getBean(Orders.class).place("o-1", keys::lose));
			half[0] = Tracing.span(spans, "publish_half orders");
			assertThat(half[0].getTraceId()).isEqualTo(Tracing.span(spans, "request").getTraceId());
			assertThat(attributes(Tracing.span(spans, "commit orders"))).containsEntry("error.type",
					IllegalStateException.class.getName());
		});
		assertThat(this.broker.topic("orders").half()).hasSize(1);

		process.withUserConfiguration(Orders.class, Billing.class).run((context) -> {
			InMemorySpanExporter spans = context.getBean(InMemorySpanExporter.class);
			this.broker.advance(Duration.ofSeconds(31));
			await().untilAsserted(() -> assertThat(Tracing.spans(spans, "process orders")).hasSize(1));
			await().untilAsserted(() -> assertThat(Tracing.spans(spans, "back_check orders")).hasSize(1));
			SpanData backCheck = Tracing.span(spans, "back_check orders");
			SpanData commit = Tracing.span(spans, "commit orders");
			SpanData delivery = Tracing.span(spans, "process orders");
			assertThat(List.of(backCheck, commit, delivery)).extracting(SpanData::getTraceId)
				.containsOnly(half[0].getTraceId());
			assertThat(backCheck.getParentSpanId()).isEqualTo(half[0].getSpanId());
			assertThat(commit.getParentSpanId()).isEqualTo(backCheck.getSpanId());
			assertThat(delivery.getParentSpanId()).isEqualTo(half[0].getSpanId());
			assertThat(attributes(backCheck)).containsEntry("messaging.operation.name", "back_check")
				.containsEntry("rocketmq.http.answer", "commit")
				.containsEntry("rocketmq.http.answer.reason", "log")
				.containsEntry("rocketmq.http.checks", "1")
				.containsEntry("messaging.message.id", attributes(half[0]).get("messaging.message.id"));
		});
	}

	@Test
	void spansSayWhatOpenTelemetryExpects() {
		this.runner.withUserConfiguration(Orders.class, Billing.class).run((context) -> {
			InMemorySpanExporter spans = context.getBean(InMemorySpanExporter.class);
			context.getBean(Orders.class).place("o-1");
			await().untilAsserted(() -> assertThat(Tracing.spans(spans, "process orders")).hasSize(1));

			String delivered = this.broker.topic("orders").committed().get(0).messageId();
			assertThat(attributes(Tracing.span(spans, "process orders"))).containsEntry("messaging.system", "rocketmq")
				.containsEntry("messaging.operation.name", "process")
				.containsEntry("messaging.operation.type", "process")
				.containsEntry("messaging.destination.name", "orders")
				.containsEntry("messaging.consumer.group.name", "GID_billing")
				.containsEntry("messaging.message.id", delivered)
				.containsEntry("rocketmq.http.listener.id", "billing")
				.containsEntry("rocketmq.http.delivery", "1")
				.containsEntry("error.type", "none");
			assertThat(attributes(Tracing.span(spans, "publish_half orders")))
				.containsEntry("messaging.operation.name", "publish_half")
				.containsEntry("messaging.operation.type", "send")
				.containsEntry("messaging.rocketmq.message.type", "transaction")
				.containsEntry("messaging.rocketmq.message.tag", "created")
				.containsKey("messaging.message.id");
			assertThat(attributes(Tracing.span(spans, "commit orders")))
				.containsEntry("messaging.operation.name", "commit")
				.containsEntry("messaging.operation.type", "settle")
				.containsEntry("messaging.consumer.group.name", "GID_orders");
		});
	}

	@Test
	void messagesWithoutATransactionHandTheTraceOnToo() {
		this.runner.withUserConfiguration(Letters.class).run((context) -> {
			InMemorySpanExporter spans = context.getBean(InMemorySpanExporter.class);
			RocketMqHttpOperations template = context.getBean(RocketMqHttpOperations.class);
			request(context, () -> {
				template.send("letters", "blocking");
				template.newMessage("forwarded").topic("letters").property("traceparent", "of another trace").send();
				template.sendAsync("letters", "not blocking").join();
			});

			Letters letters = context.getBean(Letters.class);
			await().untilAsserted(() -> assertThat(letters.parents).hasSize(3));
			List<SpanData> published = Tracing.spans(spans, "publish letters");
			String trace = Tracing.span(spans, "request").getTraceId();
			assertThat(published).extracting(SpanData::getTraceId).containsOnly(trace);
			assertThat(letters.parents)
				.containsExactlyInAnyOrderElementsOf(published.stream().map(TracingTests::traceParent).toList());
		});
	}

	@Test
	void aFailureMarksItsSpan() {
		this.runner.withUserConfiguration(Letters.class).run((context) -> {
			InMemorySpanExporter spans = context.getBean(InMemorySpanExporter.class);
			RocketMqHttpOperations template = context.getBean(RocketMqHttpOperations.class);
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> template.newMessage("wrong").topic("orders").send());
			assertThat(attributes(Tracing.span(spans, "publish orders"))).extractingByKey("error.type")
				.isNotEqualTo("none");

			template.send("letters", "refused");
			await().untilAsserted(() -> assertThat(Tracing.spans(spans, "process letters")).hasSize(1));
			SpanData process = Tracing.span(spans, "process letters");
			assertThat(attributes(process)).containsEntry("error.type", IllegalArgumentException.class.getName());
			assertThat(process.getEvents()).extracting((event) -> event.getName()).containsExactly("exception");
		});
	}

	@Test
	void anInstanceWithANameIsObservedLikeTheDefaultOne() {
		this.runner.withPropertyValues("rocketmq-http.instances.east.endpoint=" + this.broker.endpoint())
			.run((context) -> {
				RocketMqHttpTemplate east = context.getBean("eastRocketMqHttpTemplate", RocketMqHttpTemplate.class);
				east.send("letters", "eastward");
				SpanData published = Tracing.span(context.getBean(InMemorySpanExporter.class), "publish letters");
				assertThat(this.broker.topic("letters").visible()).hasSize(1);
				assertThat(this.broker.topic("letters").visible().get(0).properties().get("traceparent"))
					.startsWith(traceParent(published));
			});
	}

	private static void request(ApplicationContext context, Runnable work) {
		Observation.createNotStarted("request", context.getBean(ObservationRegistry.class)).observe(work);
	}

	/**
	 * Without its flags, of which there are more from version to version.
	 */
	private static String traceParent(SpanData span) {
		return "00-" + span.getTraceId() + "-" + span.getSpanId();
	}

	private static Map<String, String> attributes(SpanData span) {
		return span.getAttributes()
			.asMap()
			.entrySet()
			.stream()
			.collect(Collectors.toMap((entry) -> entry.getKey().getKey(), (entry) -> String.valueOf(entry.getValue())));
	}

	static class Orders {

		@TransactionalMessage(tag = "created")
		void place(String id) {
			if (id.equals("refused")) {
				throw new IllegalStateException("no");
			}
		}

		@TransactionalMessage(payload = "#id")
		void place(String id, Runnable work) {
			work.run();
		}

	}

	/**
	 * Its loss is as good as a death: the broker cannot be told any more.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Keys {

		private volatile boolean lost;

		void lose() {
			this.lost = true;
		}

		@Bean
		CredentialsProvider credentialsProvider() {
			return () -> {
				if (this.lost) {
					throw new IllegalStateException("lost");
				}
				return Credentials.of("any", "any");
			};
		}

	}

	static class Billing {

		private final Queue<String> traces = new ConcurrentLinkedQueue<>();

		@RocketMqHttpListener(id = "billing", consumerGroup = "GID_billing")
		void bill(String id) {
			SpanContext current = Span.current().getSpanContext();
			this.traces.add(current.getTraceId() + ":" + current.getSpanId());
		}

	}

	static class Letters {

		private final Queue<String> parents = new ConcurrentLinkedQueue<>();

		@RocketMqHttpListener(topic = "letters", consumerGroup = "GID_letters")
		void read(ReceivedMessage letter) {
			if (letter.body().contains("refused")) {
				throw new IllegalArgumentException("no");
			}
			String parent = letter.properties().getOrDefault("traceparent", "-");
			this.parents.add(parent.substring(0, parent.lastIndexOf('-')));
		}

	}

}
