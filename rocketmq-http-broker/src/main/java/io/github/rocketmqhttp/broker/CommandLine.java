package io.github.rocketmqhttp.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.rocketmqhttp.broker.store.TopicType;
import org.jspecify.annotations.Nullable;

/**
 * Reads the options of the command line into a builder.
 */
final class CommandLine {

	static final String USAGE = """
			Usage: java -jar rocketmq-http-broker-exec.jar [options]

			  --port=PORT                       port to listen on; 0, the default, picks a free one
			  --address=ADDRESS                 address to listen on; 127.0.0.1 by default, others need keys
			  --access-key-id=ID                let only requests in that this key has signed
			  --access-key-secret=SECRET        its secret, which other users of the machine may see here; better:
			  --access-key-secret-file=FILE     a file that holds nothing else, or the environment variables
			                                    ROCKETMQ_HTTP_BROKER_ACCESS_KEY_ID and …_SECRET
			  --topic=NAME:TYPE                 declare a topic, repeatable; TYPE is normal (default), ordered (fifo),
			                                    scheduled (delay), transaction or any; undeclared topics are then refused
			  --strict                          let topics of type normal refuse messages with a delivery time, which they
			                                    take with a warning otherwise
			  --transaction-check-interval=10s  time between two back-checks: 500ms, 10s, 1m or PT10S
			  --max-deliveries=N                deliveries before a message is a dead letter; 289, as in the service
			  --memory-limit=BYTES              most bytes of messages; 256 MiB, or half the heap, by default
			                                    (a failure such as an OutOfMemoryError ends the broker with status 3)
			  --seed=N                          the same ids and handles in every run
			  --help                            print this
			""";

	private static final Pattern OPTION = Pattern.compile("--([a-z-]+)=(.*)", Pattern.DOTALL);

	/** Of what is no option: what stands before a value that may be a secret. */
	private static final Pattern NAME = Pattern.compile("(-[a-zA-Z_-]*|[a-zA-Z_-]+(?==)).*", Pattern.DOTALL);

	private static final String ENVIRONMENT = "ROCKETMQ_HTTP_BROKER_ACCESS_KEY_";

	private static final Pattern SIMPLE_DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

	private final RocketMqHttpBrokerBuilder builder = RocketMqHttpBroker.builder();

	private @Nullable String keyId;

	private @Nullable String keySecret;

	private CommandLine(Map<String, String> environment) {
		this.keyId = environment.get(ENVIRONMENT + "ID");
		this.keySecret = environment.get(ENVIRONMENT + "SECRET");
	}

	/**
	 * Reads the options, and keys from the environment of the process.
	 * @see #parse(List, Map)
	 */
	static RocketMqHttpBrokerBuilder parse(List<String> arguments) {
		return parse(arguments, System.getenv());
	}

	/**
	 * Reads the options.
	 * @param arguments what stands behind the program's name
	 * @param environment the variables of the environment, which options go before
	 * @return a builder that is ready to start
	 * @throws IllegalArgumentException if an option cannot be used; the message names it,
	 * its value where that is no secret, and the remedy
	 */
	static RocketMqHttpBrokerBuilder parse(List<String> arguments, Map<String, String> environment) {
		CommandLine line = new CommandLine(environment);
		arguments.forEach(line::read);
		line.applyKeys();
		try {
			line.builder.resolve();
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("Option --address: " + ex.getMessage(), ex);
		}
		return line.builder;
	}

	private void read(String argument) {
		if (argument.equals("--strict")) {
			this.builder.strictTopics();
			return;
		}
		Matcher option = OPTION.matcher(argument);
		if (!option.matches()) {
			Matcher name = NAME.matcher(argument);
			throw new IllegalArgumentException((name.matches() ? "The argument '" + name.group(1) + "'" : "An argument")
					+ " is no option of the form --name=value; see --help.");
		}
		String name = option.group(1);
		try {
			apply(name, option.group(2));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("Option --" + name + ": " + ex.getMessage(), ex);
		}
	}

	private void apply(String name, String value) {
		switch (name) {
			case "port" -> this.builder.port((int) number(value, 0, 65535));
			case "address" -> this.builder.address(value);
			case "access-key-id" -> this.keyId = value;
			case "access-key-secret" -> this.keySecret = value;
			case "access-key-secret-file" -> this.keySecret = secret(value);
			case "topic" -> applyTopic(value);
			case "transaction-check-interval" -> this.builder.transactionCheckInterval(duration(value));
			case "max-deliveries" -> this.builder.maxDeliveries((int) number(value, 1, Integer.MAX_VALUE));
			case "memory-limit" -> this.builder.memoryLimit(number(value, 1, Long.MAX_VALUE));
			case "seed" -> this.builder.seed(number(value, Long.MIN_VALUE, Long.MAX_VALUE));
			default -> throw new IllegalArgumentException("There is no such option; see --help.");
		}
	}

	private void applyTopic(String value) {
		int colon = value.indexOf(':');
		String topic = (colon >= 0) ? value.substring(0, colon) : value;
		this.builder.topic(topic, (colon >= 0) ? TopicType.of(value.substring(colon + 1)) : TopicType.NORMAL);
	}

	private void applyKeys() {
		if (this.keyId == null && this.keySecret == null) {
			return;
		}
		if (this.keyId == null || this.keySecret == null) {
			throw new IllegalArgumentException("Option --access-key-" + ((this.keyId == null) ? "id" : "secret")
					+ " is missing; give both halves of the key pair, or none.");
		}
		this.builder.accessKey(this.keyId, this.keySecret);
	}

	private static long number(String value, long min, long max) {
		try {
			long number = Long.parseLong(value);
			if (number >= min && number <= max) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("The value '" + value + "' is not a whole number.", ex);
		}
		throw new IllegalArgumentException("The value " + value + " is outside " + min + " to " + max + ".");
	}

	private static Duration duration(String value) {
		Matcher simple = SIMPLE_DURATION.matcher(value.toLowerCase(Locale.ROOT));
		if (simple.matches()) {
			long amount = Long.parseLong(simple.group(1));
			return switch (simple.group(2)) {
				case "ms" -> Duration.ofMillis(amount);
				case "s" -> Duration.ofSeconds(amount);
				case "m" -> Duration.ofMinutes(amount);
				default -> Duration.ofHours(amount);
			};
		}
		try {
			return Duration.parse(value);
		}
		catch (DateTimeParseException ex) {
			throw new IllegalArgumentException(
					"The value '" + value + "' is no duration; write it as 500ms, 10s, 1m or PT10S.", ex);
		}
	}

	private static String secret(String file) {
		try {
			return Files.readString(Path.of(file)).strip();
		}
		catch (IOException | InvalidPathException ex) {
			throw new IllegalArgumentException(
					"The file cannot be read (" + ex.getClass().getSimpleName() + "); name one that holds the secret.",
					ex);
		}
	}

}
