package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.listener.InvalidListenerException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Shows what is wrong with a message listener.
 */
final class ListenerFailureAnalyzer extends AbstractFailureAnalyzer<InvalidListenerException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidListenerException cause) {
		return new FailureAnalysis(
				"The message listener " + cause.getListener() + " cannot be used: " + cause.getReason() + ".",
				cause.getRemedy(), rootFailure);
	}

}
