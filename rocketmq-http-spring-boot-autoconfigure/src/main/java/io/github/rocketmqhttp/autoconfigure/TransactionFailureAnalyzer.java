package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.transaction.TransactionConfigurationException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Shows what is wrong with a transactional message or a back-check handler.
 */
final class TransactionFailureAnalyzer extends AbstractFailureAnalyzer<TransactionConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, TransactionConfigurationException cause) {
		return new FailureAnalysis(cause.getDescription(), cause.getAction(), rootFailure);
	}

}
