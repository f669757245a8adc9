package io.github.rocketmqhttp.reliability.crash;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.rocketmqhttp.transaction.TransactionLog;
import io.github.rocketmqhttp.transaction.TransactionLogs;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Makes an instance keep what its transaction log answered to back-checks, oldest first.
 */
@Configuration(proxyBeanMethods = false)
class RecordedAnswers implements MethodInterceptor {

	private final List<Answer> answers = new CopyOnWriteArrayList<>();

	/**
	 * An answer.
	 *
	 * @param attemptId the message, by the attempt that published it
	 * @param resolution what became of its transaction
	 */
	record Answer(Object attemptId, TransactionResolution resolution) {
	}

	/**
	 * A snapshot.
	 * @param mark how many to leave out
	 */
	List<Answer> since(int mark) {
		List<Answer> all = List.copyOf(this.answers);
		return all.subList(mark, all.size());
	}

	int count() {
		return this.answers.size();
	}

	@Bean
	TransactionLogs recordedLogs(ObjectProvider<TransactionLog> logs) {
		return new TransactionLogs(logs.stream().map(this::record).toList());
	}

	private TransactionLog record(TransactionLog log) {
		ProxyFactory factory = new ProxyFactory(TransactionLog.class, this);
		factory.setTarget(log);
		return (TransactionLog) factory.getProxy();
	}

	@Override
	public @Nullable Object invoke(MethodInvocation call) throws Throwable {
		Object result = call.proceed();
		// A plain look answers only where it finds the row.
		Object answer = (result instanceof Optional<?> found) ? found.orElse(null) : result;
		if (answer instanceof TransactionResolution resolution && call.getArguments()[1] != null) {
			this.answers.add(new Answer(call.getArguments()[1], resolution));
		}
		return result;
	}

}
