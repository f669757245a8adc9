package io.github.rocketmqhttp.reliability.docs;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.protocol.ErrorCode;
import io.github.rocketmqhttp.reliability.docs.Wording.Statement;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.ResolvableType;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page on troubleshooting knows everything that we print, and quotes nothing that we
 * do not.
 */
class TroubleshootingTests {

	private static final String NAME = "docs/troubleshooting.md";

	private static final String FACTORIES = "rocketmq-http-spring-boot-autoconfigure/src/main/resources/META-INF/spring.factories";

	/** Shorter ones would be found by chance. */
	private static final int SHORTEST_QUOTE = 9;

	/**
	 * What a user reads of a failed start; the first is what an analyzer makes itself,
	 * the second words one of the others.
	 */
	private static final Set<String> START_UP = Set.of("FailureAnalysis", "refusal.because",
			"InvalidConfigurationException", "InvalidListenerException", "InvalidTableException",
			"InvalidTransactionalMessageException", "InvalidBackCheckHandlerException",
			"MissingBackCheckHandlerException", "MissingTransactionManagerException");

	private static final Set<String> CALLS = Set.of("HalfMessageNotPublishedException", "TransactionFencedException",
			"TransactionLogException", "PayloadConversionException", "ServiceException", "TransportException",
			"IllegalTransactionStateException", "InboxCollisionException", "DamagedMessageException", "Kind");

	private final Page page = Page.read(NAME);

	private final Wording wording = Wording.read();

	private final List<String> quotes = quotes();

	/**
	 * Code spans with blanks that stand in the first or, behind an exception's name, in
	 * the second column of a table.
	 */
	private List<String> quotes() {
		return this.page.rows()
			.stream()
			.flatMap((row) -> Stream.concat(Page.codeSpans(row.get(0)).stream(), Page.codeSpans(row.get(1)).stream()))
			.filter((span) -> span.contains(" ") && span.length() >= SHORTEST_QUOTE)
			.filter((span) -> !span.matches("\\w+ = .*|a \\|\\| b|APPLICATION FAILED TO START"))
			.toList();
	}

	@Test
	void everyQuoteIsATextOfOurs() {
		assertThat(this.quotes).hasSizeGreaterThan(100);
		assertThat(this.quotes).as("texts that %s quotes and that stand in no source", NAME)
			.filteredOn((quote) -> !this.wording.contains(quote))
			.isEmpty();
	}

	@Test
	void everyWarningAndErrorThatIsLoggedIsThere() {
		List<Statement> logged = this.wording.logged();
		assertThat(logged).hasSizeGreaterThan(30);
		assertThat(unquoted(logged)).as("log lines that %s does not quote", NAME).isEmpty();
	}

	@Test
	void everyFailureAtStartUpIsThere() {
		List<Statement> failures = this.wording.created(START_UP.stream());
		assertThat(failures).hasSizeGreaterThan(60);
		assertThat(unquoted(failures)).as("descriptions that %s does not quote", NAME).isEmpty();
	}

	@Test
	void everyFailureOfACallIsThere() {
		List<Statement> failures = this.wording.created(CALLS.stream());
		assertThat(failures).hasSizeGreaterThan(20);
		assertThat(unquoted(failures)).as("texts of exceptions that %s does not quote", NAME).isEmpty();
	}

	private List<Statement> unquoted(List<Statement> statements) {
		return statements.stream()
			.filter(Statement::hasWords)
			.filter((statement) -> this.quotes.stream().noneMatch(statement::isQuotedBy))
			.toList();
	}

	@Test
	void everyErrorCodeHasALineWithItsStatus() {
		List<String> lines = this.page.rows()
			.stream()
			.filter((row) -> row.size() == 4)
			.map((row) -> row.get(0) + " " + row.get(1))
			.toList();
		assertThat(lines).containsExactlyInAnyOrderElementsOf(Arrays.stream(ErrorCode.values())
			.map((code) -> "`" + code.wireName() + "` " + code.httpStatus())
			.toList());
	}

	@Test
	void everyFailureAnalyzersExceptionIsThere() {
		List<String> analyzed = Arrays.stream(analyzers().split(",")).map((analyzer) -> {
			Class<?> type = ClassUtils.resolveClassName(analyzer, null);
			return ResolvableType.forClass(type)
				.as(AbstractFailureAnalyzer.class)
				.getGeneric(0)
				.toClass()
				.getSimpleName();
		}).toList();
		assertThat(analyzed).hasSizeGreaterThan(4);
		assertThat(missing(analyzed)).as("exceptions of failure analyzers that %s does not name", NAME).isEmpty();
	}

	private static String analyzers() {
		Properties factories = new Properties();
		try (Reader reader = Files.newBufferedReader(Project.file(FACTORIES))) {
			factories.load(reader);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return factories.getProperty(FailureAnalyzer.class.getName());
	}

	@Test
	void everyPublicExceptionIsThere() {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AssignableTypeFilter(Throwable.class));
		List<String> exceptions = new ArrayList<>();
		scanner.findCandidateComponents("io.github.rocketmqhttp").forEach((candidate) -> {
			Class<?> type = ClassUtils.resolveClassName(Objects.requireNonNull(candidate.getBeanClassName()), null);
			if (Modifier.isPublic(type.getModifiers()) && isOfALibrary(type)) {
				exceptions.add(type.getSimpleName());
			}
		});
		assertThat(exceptions).contains("ServiceException", "InvalidListenerException");
		assertThat(missing(exceptions)).as("exceptions that %s does not name", NAME).isEmpty();
		assertThat(this.page.codeSpans()).contains(RocketMqHttpException.class.getSimpleName());
	}

	private static boolean isOfALibrary(Class<?> type) {
		return !type.getProtectionDomain().getCodeSource().getLocation().getPath().contains("test-classes");
	}

	private Set<String> missing(List<String> names) {
		Set<String> words = this.page.codeSpans()
			.stream()
			.flatMap((span) -> Arrays.stream(span.split("\\W+")))
			.collect(Collectors.toSet());
		return names.stream().filter((name) -> !words.contains(name)).collect(Collectors.toCollection(TreeSet::new));
	}

}
