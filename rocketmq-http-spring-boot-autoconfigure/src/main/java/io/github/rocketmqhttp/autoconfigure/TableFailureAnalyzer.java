package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.jdbc.InvalidTableException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Shows what is wrong with the table of the transaction log or of the inbox.
 */
final class TableFailureAnalyzer extends AbstractFailureAnalyzer<InvalidTableException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidTableException cause) {
		return new FailureAnalysis(cause.getDescription(), cause.getAction(), rootFailure);
	}

}
