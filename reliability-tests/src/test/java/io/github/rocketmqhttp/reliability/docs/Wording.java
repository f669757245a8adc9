package io.github.rocketmqhttp.reliability.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import org.jspecify.annotations.Nullable;

/**
 * The texts in the sources of the libraries: string literals with what is concatenated to
 * them, where {@value #HOLE} stands for whatever is not literal.
 */
final class Wording {

	static final String HOLE = "…";

	private static final Pattern LOGGED = Pattern.compile("(logger|repeated)\\.(warn|error)");

	private static final Set<Tree.Kind> TEXT = Set.of(Tree.Kind.STRING_LITERAL, Tree.Kind.PLUS);

	private static final int FEW_WORDS = 5;

	private final List<String> texts = new ArrayList<>();

	private final List<Statement> statements = new ArrayList<>();

	private Wording() {
	}

	/**
	 * Reads the sources of all library modules.
	 */
	static Wording read() {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		Wording wording = new Wording();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			List<Path> sources = Project.LIBRARIES.stream()
				.flatMap((module) -> Project.sources(module + "/src/main/java").stream())
				.toList();
			JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null,
					files.getJavaFileObjectsFromPaths(sources));
			for (CompilationUnitTree unit : task.parse()) {
				wording.new Scanner().scan(unit, Path.of(unit.getSourceFile().getName()).getFileName().toString());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return wording;
	}

	/**
	 * Whether some text contains a quote, whose holes stand for anything.
	 */
	boolean contains(String quote) {
		return this.texts.stream().anyMatch((text) -> isIn(quote, text));
	}

	/**
	 * Warnings and errors that are logged.
	 */
	List<Statement> logged() {
		return this.statements.stream().filter((statement) -> LOGGED.matcher(statement.what()).matches()).toList();
	}

	/**
	 * Where an object of one of these types, or of a subclass in its constructor, gets
	 * its text.
	 */
	List<Statement> created(Stream<String> simpleNames) {
		List<String> names = simpleNames.toList();
		return this.statements.stream().filter((statement) -> names.contains(statement.what())).toList();
	}

	private static boolean isIn(String quote, String text) {
		int from = 0;
		for (String piece : quote.split(HOLE, -1)) {
			int at = text.indexOf(piece, from);
			if (at < 0) {
				return false;
			}
			from = at + piece.length();
		}
		return true;
	}

	/**
	 * All that an expression may give: the two sides of a condition are two texts.
	 */
	private static List<String> variants(@Nullable Tree tree) {
		if (tree instanceof LiteralTree literal && literal.getValue() instanceof String text) {
			// The logger's placeholder.
			return List.of(text.replace("{}", HOLE));
		}
		if (tree instanceof ParenthesizedTree parentheses) {
			return variants(parentheses.getExpression());
		}
		if (tree instanceof ConditionalExpressionTree condition) {
			return Stream
				.concat(variants(condition.getTrueExpression()).stream(),
						variants(condition.getFalseExpression()).stream())
				.toList();
		}
		if (tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
			List<String> ends = variants(sum.getRightOperand());
			return variants(sum.getLeftOperand()).stream()
				.flatMap((begin) -> ends.stream().map((end) -> begin + end))
				.toList();
		}
		return List.of(HOLE);
	}

	/**
	 * One place in the sources.
	 *
	 * @param what a type that is created, or a call such as {@code logger.warn}
	 * @param file the source's name
	 * @param texts all variants of all its arguments
	 */
	record Statement(String what, String file, List<String> texts) {

		/**
		 * Whether a reader who looks for its text finds this quote.
		 */
		boolean isQuotedBy(String quote) {
			return this.texts.stream().anyMatch((text) -> isIn(quote, text));
		}

		/**
		 * Whether it has more than a few words: others hand on what was worded elsewhere.
		 */
		boolean hasWords() {
			return this.texts.stream().anyMatch((text) -> text.split(" ").length > FEW_WORDS);
		}

		@Override
		public String toString() {
			return this.what + " in " + this.file + ": " + this.texts;
		}

	}

	/**
	 * Its parameter is the source's name.
	 */
	private final class Scanner extends TreeScanner<@Nullable Void, String> {

		@Override
		public @Nullable Void scan(@Nullable Tree tree, String file) {
			if (tree != null && TEXT.contains(tree.getKind())) {
				variants(tree).stream().filter((text) -> !text.equals(HOLE)).forEach(Wording.this.texts::add);
			}
			return super.scan(tree, file);
		}

		@Override
		public @Nullable Void visitMethodInvocation(MethodInvocationTree call, String file) {
			String method = call.getMethodSelect().toString().replace("this.", "");
			add(method.equals("super") ? file.replace(".java", "") : method, file, call.getArguments());
			return super.visitMethodInvocation(call, file);
		}

		@Override
		public @Nullable Void visitNewClass(NewClassTree creation, String file) {
			add(creation.getIdentifier().toString(), file, creation.getArguments());
			return super.visitNewClass(creation, file);
		}

		private void add(String what, String file, List<? extends ExpressionTree> arguments) {
			List<String> variants = arguments.stream().flatMap((argument) -> variants(argument).stream()).toList();
			Wording.this.statements.add(new Statement(what, file, variants));
		}

	}

}
