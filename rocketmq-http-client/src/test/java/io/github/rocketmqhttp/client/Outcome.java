package io.github.rocketmqhttp.client;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.rocketmqhttp.AcknowledgeException;
import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.ServiceException;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;

/**
 * Says in one line how a call ended.
 */
final class Outcome {

	private Outcome() {
	}

	static <T> T await(CompletableFuture<T> future) throws Exception {
		try {
			return future.get(30, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RocketMqHttpException failure) {
				throw failure;
			}
			throw ex;
		}
	}

	static String describe(Callable<?> call) {
		try {
			return describeResult(call.call());
		}
		catch (AcknowledgeException ex) {
			return "refused " + ex.getHttpStatus() + " " + ex.getRequestId() + " "
					+ ex.getFailures()
						.stream()
						.map((failure) -> failure.receiptHandle() + "=" + failure.errorCode())
						.collect(Collectors.joining(","))
					+ flags(ex);
		}
		catch (ServiceException ex) {
			return "service " + ex.getHttpStatus() + " " + ex.getErrorCode() + " " + ex.getRequestId() + " "
					+ ex.getHostId() + flags(ex);
		}
		catch (RocketMqHttpException ex) {
			return "transport " + ex.getHttpStatus() + " " + ex.getRequestId() + flags(ex);
		}
		catch (Exception ex) {
			return ex.toString();
		}
	}

	private static String describeResult(Object result) {
		if (result instanceof PublishReceipt receipt) {
			return "receipt " + receipt.messageId() + " " + receipt.bodyMd5() + " " + receipt.receiptHandle() + " "
					+ receipt.requestId();
		}
		if (result instanceof List<?> messages) {
			return messages.size() + " messages" + messages.stream()
				.map(ReceivedMessage.class::cast)
				.map((message) -> ((message.damage() != null) ? " damaged" : "") + " ["
						+ String.join(" ", message.messageId(), message.receiptHandle(),
								message.receivedBody().replace("\r", "<CR>").replace("\n", "<LF>"), message.bodyMd5(),
								message.tag(), Long.toString(message.publishTime().toEpochMilli()),
								Long.toString(message.firstConsumeTime().toEpochMilli()),
								Long.toString(message.invisibleUntil().toEpochMilli()),
								Integer.toString(message.consumedTimes()), message.properties().toString())
						+ "]")
				.collect(Collectors.joining());
		}
		return String.valueOf(result);
	}

	private static String flags(RocketMqHttpException ex) {
		return (ex.isRetryable() ? " retryable" : "") + (ex.isAmbiguous() ? " ambiguous" : "");
	}

}
