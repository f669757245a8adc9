package io.github.rocketmqhttp.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What becomes of applications that still set a property which has another name now.
 */
class ReplacedPropertiesTests {

	private static final ReplacedProperties REPLACED = new ReplacedProperties(List.of("""
			{ "properties": [
				{ "name": "rocketmq-http.topic", "type": "java.lang.String" },
				{ "name": "rocketmq-http.former-group", "deprecation": {
					"level": "error", "replacement": "rocketmq-http.consumer-group" } },
				{ "name": "rocketmq-http.pointless", "deprecation": {
					"level": "error", "reason": "It is always on." } }
			] }"""));

	@Test
	void aReplacedNameIsToldWithTheNewOne() {
		FailureAnalysis analysis = analyze("rocketmq-http.former-group");
		assertThat(analysis.getDescription()).startsWith("There is no property 'rocketmq-http.former-group'");
		assertThat(analysis.getAction())
			.isEqualTo("Write rocketmq-http.consumer-group instead of rocketmq-http.former-group.");
	}

	@Test
	void anAbandonedNameIsToldWithTheReason() {
		assertThat(analyze("rocketmq-http.pointless").getAction())
			.isEqualTo("Remove rocketmq-http.pointless. It is always on.");
	}

	@Test
	void aNameThatNeverWasIsToldWithoutOne() {
		assertThat(analyze("rocketmq-http.tpoic").getAction()).contains("Correct the name or remove the property.");
		assertThat(REPLACED.remedy(ConfigurationPropertyName.of("rocketmq-http.topic"))).isNull();
	}

	@Test
	void theMetadataOfTheJarsCanBeRead() {
		assertThat(ReplacedProperties.ofClassPath().remedy(ConfigurationPropertyName.of("rocketmq-http.topic")))
			.isNull();
	}

	private static FailureAnalysis analyze(String property) {
		Binder binder = new Binder(new MapConfigurationPropertySource(Map.of(property, "x")));
		BindException failure = Objects
			.requireNonNull(catchThrowableOfType(BindException.class, () -> binder.bind("rocketmq-http",
					Bindable.of(RocketMqHttpProperties.class), new NoUnboundElementsBindHandler(BindHandler.DEFAULT))));
		return Objects.requireNonNull(new PropertyBindingFailureAnalyzer(() -> REPLACED).analyze(failure, failure));
	}

}
