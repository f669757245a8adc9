package io.github.rocketmqhttp.autoconfigure;

import java.util.Locale;
import java.util.regex.Pattern;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Hides what must never be shown, whatever {@code show-values} of an endpoint says: our
 * properties with secrets, in each spelling, and any property that has such a secret in
 * its value, such as a command line or what a placeholder refers to.
 */
final class SecretSanitizer implements SanitizingFunction {

	private static final Pattern SEPARATORS = Pattern.compile("[^a-z0-9]");

	private static final Pattern OURS = Pattern.compile("(rocketmqhttp|alibabacloud).*(secret|token|password)");

	private final Secrets secrets;

	SecretSanitizer(Secrets secrets) {
		this.secrets = secrets;
	}

	@Override
	public SanitizableData apply(SanitizableData data) {
		Object value = data.getValue();
		boolean secret = value != null && (isOurs(data.getKey()) || this.secrets.isIn(value.toString()));
		return secret ? data.withSanitizedValue() : data;
	}

	private static boolean isOurs(String key) {
		return OURS.matcher(SEPARATORS.matcher(key.toLowerCase(Locale.ROOT)).replaceAll("")).matches();
	}

}
