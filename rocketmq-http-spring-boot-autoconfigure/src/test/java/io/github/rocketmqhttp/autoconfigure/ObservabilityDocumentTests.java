package io.github.rocketmqhttp.autoconfigure;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.rocketmqhttp.observation.LoggingContext;
import io.github.rocketmqhttp.observation.RocketMqHttpObservation;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page on observability and the dashboard know every name, and none that an
 * application does not have.
 */
class ObservabilityDocumentTests {

	private static final String PREFIX = "rocketmq.http.";

	private static final Pattern EXPRESSION = Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"");

	private static final Pattern METRIC = Pattern.compile("([a-zA-Z_:]+)\\{([^}]*)}");

	private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)");

	private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");

	private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-zA-Z_:]+)(?:\\{(.*)})? [^ ]+$");

	private static final DocumentPage PAGE = DocumentPage.read("observability.md");

	private static final String DASHBOARD = DocumentPage.read("grafana-dashboard.json").text();

	private static PrometheusMeterRegistry meters;

	@BeforeAll
	static void run() {
		meters = MeteredApplication.run();
	}

	@Test
	void everyObservationIsOnThePageWithItsKeys() {
		Map<String, List<Set<String>>> expected = new TreeMap<>();
		for (RocketMqHttpObservation kind : RocketMqHttpObservation.values()) {
			expected.put(kind.getName(),
					List.of(names(kind.getLowCardinalityKeyNames()), names(kind.getHighCardinalityKeyNames())));
		}
		Map<String, List<Set<String>>> found = new TreeMap<>();
		PAGE.table("observation")
			.forEach((row) -> found.put(DocumentPage.only(row.get(0)),
					List.of(DocumentPage.codes(row.get(2)), DocumentPage.codes(row.get(3)))));
		assertThat(found).isEqualTo(expected);
	}

	@Test
	void everyKeyHasItsLine() {
		Set<String> expected = Arrays.stream(RocketMqHttpObservation.values())
			.flatMap((kind) -> Stream.of(kind.getLowCardinalityKeyNames(), kind.getHighCardinalityKeyNames()))
			.flatMap((names) -> names(names).stream())
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(PAGE.table("key").stream().map((row) -> DocumentPage.only(row.get(0))))
			.containsExactlyInAnyOrderElementsOf(expected);
	}

	@Test
	void anApplicationHasExactlyTheMetersOnThePage() {
		Map<String, Set<String>> documented = new TreeMap<>();
		PAGE.table("meter")
			.forEach((row) -> documented.put(DocumentPage.only(row.get(0)), DocumentPage.codes(row.get(2))));
		for (RocketMqHttpObservation kind : RocketMqHttpObservation.values()) {
			Set<String> keys = names(kind.getLowCardinalityKeyNames());
			documented.put(kind.getName() + ".active", Set.copyOf(keys));
			keys.add("error");
			documented.put(kind.getName(), keys);
		}
		Map<String, Set<String>> found = new TreeMap<>();
		for (Meter meter : meters.getMeters()) {
			if (meter.getId().getName().startsWith(PREFIX)) {
				found.put(meter.getId().getName(),
						meter.getId()
							.getTags()
							.stream()
							.map(Tag::getKey)
							.collect(Collectors.toCollection(TreeSet::new)));
			}
		}
		assertThat(found).isEqualTo(documented);
	}

	@Test
	void everyTagHasItsLine() {
		Set<String> keys = PAGE.table("key")
			.stream()
			.map((row) -> DocumentPage.only(row.get(0)))
			.collect(Collectors.toSet());
		Set<String> expected = PAGE.table("meter")
			.stream()
			.flatMap((row) -> DocumentPage.codes(row.get(2)).stream())
			.filter((tag) -> !keys.contains(tag))
			.collect(Collectors.toSet());
		assertThat(PAGE.table("tag")
			.stream()
			.map((row) -> DocumentPage.codes(row.get(0)).iterator().next())
			.collect(Collectors.toSet())).isEqualTo(expected);
	}

	@Test
	void everyFieldOfTheLogIsOnThePage() {
		assertThat(PAGE.table("field").stream().map((row) -> DocumentPage.only(row.get(0))))
			.containsExactlyInAnyOrderElementsOf(LoggingContext.keys());
	}

	@Test
	void theDashboardAsksForWhatAnApplicationShows() {
		Map<String, Set<String>> shown = shown();
		Set<String> asked = new TreeSet<>();
		List<String> expressions = matches(EXPRESSION, DASHBOARD).stream()
			.map((match) -> match.group(1).replace("\\\"", "\""))
			.toList();
		assertThat(expressions).hasSizeGreaterThan(15);
		for (String expression : expressions) {
			List<MatchResult> metrics = matches(METRIC, expression);
			assertThat(metrics).as(expression).isNotEmpty();
			for (MatchResult metric : metrics) {
				String name = metric.group(1);
				assertThat(shown).as(expression).containsKey(name);
				assertThat(shown.getOrDefault(name, Set.of())).as(expression).containsAll(labels(expression, metric));
				asked.add(name);
			}
		}
		assertThat(asked).as("one at least of each kind")
			.contains("rocketmq_http_transactions_in_doubt", "rocketmq_http_transactions_total",
					"rocketmq_http_back_check_seconds_count", "rocketmq_http_requests_seconds_count",
					"rocketmq_http_listener_lag_seconds_max", "rocketmq_http_listener_seconds_sum",
					"rocketmq_http_connections");
	}

	/**
	 * Of the metric itself and of the groupings around, without what Prometheus adds.
	 */
	private static Set<String> labels(String expression, MatchResult metric) {
		Set<String> labels = matches(LABEL, metric.group(2)).stream()
			.map((match) -> match.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
		matches(GROUPING, expression)
			.forEach((grouping) -> labels.addAll(Arrays.asList(grouping.group(1).split(",\\s*"))));
		labels.remove("job");
		return labels;
	}

	private static Map<String, Set<String>> shown() {
		Map<String, Set<String>> shown = new LinkedHashMap<>();
		for (MatchResult sample : matches(SAMPLE, meters.scrape())) {
			String labels = (sample.group(2) != null) ? sample.group(2) : "";
			shown.put(sample.group(1),
					matches(LABEL, labels).stream().map((match) -> match.group(1)).collect(Collectors.toSet()));
		}
		return shown;
	}

	private static Set<String> names(KeyName[] keys) {
		return Arrays.stream(keys).map(KeyName::asString).collect(Collectors.toCollection(TreeSet::new));
	}

	private static List<MatchResult> matches(Pattern pattern, String text) {
		return pattern.matcher(text).results().toList();
	}

}
