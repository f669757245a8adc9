package io.github.rocketmqhttp.reliability.docs;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A piece of Java in a document: types, members of a class, or statements. What readers
 * supply in their minds is added: imports, a few variables, and bodies and fields that
 * are left out.
 *
 * @param text the piece
 */
record Snippet(String text) {

	private static final String IMPORTS = Stream
		.of("io.github.rocketmqhttp", "io.github.rocketmqhttp.autoconfigure", "io.github.rocketmqhttp.broker",
				"io.github.rocketmqhttp.broker.store", "io.github.rocketmqhttp.client", "io.github.rocketmqhttp.core",
				"io.github.rocketmqhttp.listener", "io.github.rocketmqhttp.test", "io.github.rocketmqhttp.test.crash",
				"io.github.rocketmqhttp.transaction", "java.time", "java.util", "org.junit.jupiter.api",
				"org.springframework.stereotype", "org.springframework.beans.factory.annotation",
				"org.springframework.messaging.handler.annotation", "org.springframework.context.annotation")
		.map((name) -> "import " + name + ".*;")
		.collect(Collectors.joining("\n")) + """

				import static io.github.rocketmqhttp.test.assertions.RocketMqHttpAssertions.assertThat;
				import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
				import static org.awaitility.Awaitility.await;
				""";

	private static final String ORDERS = """
			record Order(String id, String customer) { }
			interface Orders { void insert(Order order); boolean existsById(String id); Order save(Order order); }
			""";

	private static final String VARIABLES = "RocketMqHttpTemplate template; Order order; Orders orders; Instant tomorrow;\n";

	private static final List<UnaryOperator<String>> FRAMES = List.of(
			(text) -> text.replaceFirst("(class \\w+[^{]*\\{)", "$1\n" + VARIABLES),
			(text) -> "abstract class Members {\n" + text + "\n}",
			(text) -> "class Statements {\n" + VARIABLES + "void run() throws Exception {\n" + text + "\n}\n}");

	/**
	 * Pieces of a block, which blank lines outside of braces separate.
	 */
	static List<Snippet> of(String block) {
		List<Snippet> snippets = new ArrayList<>();
		StringBuilder open = new StringBuilder();
		for (String line : block.lines().toList()) {
			boolean closed = count(open, '{') == count(open, '}');
			if (line.isBlank() && closed && !open.isEmpty()) {
				snippets.add(new Snippet(open.toString()));
				open.setLength(0);
			}
			open.append(line).append('\n');
		}
		snippets.add(new Snippet(open.toString()));
		return snippets;
	}

	private static long count(CharSequence text, char c) {
		return text.chars().filter((other) -> other == c).count();
	}

	/**
	 * Compiles the piece as whatever it may be.
	 * @return nothing if it is good, else what the compiler says about each try
	 */
	String compile() {
		StringWriter complaints = new StringWriter();
		String complete = this.text.replace("{ ... }", "{ }");
		for (UnaryOperator<String> frame : FRAMES) {
			String complaint = compile(IMPORTS + ORDERS + frame.apply(complete));
			if (complaint.isEmpty()) {
				return "";
			}
			complaints.append(complaint).append('\n');
		}
		return this.text + complaints;
	}

	private static String compile(String source) {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
		JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///Snippet.java"),
				JavaFileObject.Kind.SOURCE) {
			@Override
			public CharSequence getCharContent(boolean ignoreEncodingErrors) {
				return source;
			}
		};
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, null, null)) {
			boolean good = compiler
				.getTask(null, files, diagnostics, List.of("-proc:none", "-implicit:none", "-Xdiags:compact", "-cp",
						classPath, "--should-stop=ifNoError=FLOW"), null, List.of(file))
				.call();
			return good ? ""
					: diagnostics.getDiagnostics().stream().map(Object::toString).collect(Collectors.joining("\n"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
