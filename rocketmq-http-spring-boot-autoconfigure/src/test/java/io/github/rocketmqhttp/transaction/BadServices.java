package io.github.rocketmqhttp.transaction;

import java.util.concurrent.CompletableFuture;

import io.github.rocketmqhttp.core.TransactionHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Services with one mistake each.
 */
final class BadServices {

	private BadServices() {
	}

	/**
	 * Knows what the refusal has to say.
	 */
	abstract static class Bad {

		abstract String says();

	}

	static class Syntax extends Bad {

		@TransactionalMessage(topic = "orders", key = "#order.(")
		public void send(String order) {
		}

		@Override
		String says() {
			return "key";
		}

	}

	static class UnknownName extends Bad {

		@TransactionalMessage(topic = "orders", condition = "#ordr.isEmpty()")
		public void send(String order) {
		}

		@Override
		String says() {
			return "uses #ordr, which is not there";
		}

	}

	static class ResultTooEarly extends Bad {

		@TransactionalMessage(topic = "orders", payload = "#result")
		public String send(String order) {
			return order;
		}

		@Override
		String says() {
			return "phase = SendPhase.BEFORE_COMMIT";
		}

	}

	static class BadTopic extends Bad {

		@TransactionalMessage(topic = "orders/eu")
		public void send(String order) {
		}

		@Override
		String says() {
			return "'orders/eu'";
		}

	}

	static class BadTag extends Bad {

		@TransactionalMessage(topic = "orders", tag = "a || b")
		public void send(String order) {
		}

		@Override
		String says() {
			return "one plain word";
		}

	}

	static class ShortImmunity extends Bad {

		@TransactionalMessage(topic = "orders", checkImmunityTime = "9s")
		public void send(String order) {
		}

		@Override
		String says() {
			return "from 10s to 300s";
		}

	}

	static class NoUnit extends Bad {

		@TransactionalMessage(topic = "orders", checkImmunityTime = "30")
		public void send(String order) {
		}

		@Override
		String says() {
			return "\"30s\": a number without a unit is taken as milliseconds";
		}

	}

	static class NoDuration extends Bad {

		@TransactionalMessage(topic = "orders", checkImmunityTime = "soon")
		public void send(String order) {
		}

		@Override
		String says() {
			return "'soon'";
		}

	}

	static class AmbiguousPayload extends Bad {

		@TransactionalMessage("orders")
		public void send(String order, String customer) {
		}

		@Override
		String says() {
			return "Mark one argument with @Payload";
		}

	}

	static class TwoPayloads extends Bad {

		@TransactionalMessage("orders")
		public void send(@Payload String order, @Payload String customer) {
		}

		@Override
		String says() {
			return "several arguments are marked";
		}

	}

	static class NoPayload extends Bad {

		@TransactionalMessage("orders")
		public void send() {
		}

		@Override
		String says() {
			return "there is no argument for it";
		}

	}

	static class FutureResult extends Bad {

		@TransactionalMessage("orders")
		public CompletableFuture<String> send(String order) {
			return CompletableFuture.completedFuture(order);
		}

		@Override
		String says() {
			return "Return the value itself";
		}

	}

	static class PrivateMethod extends Bad {

		@TransactionalMessage("orders")
		@SuppressWarnings({ "UnusedMethod", "UnusedVariable" })
		private void send(String order) {
		}

		@Override
		String says() {
			return "private";
		}

	}

	static class FinalMethod extends Bad {

		@TransactionalMessage("orders")
		public final void send(String order) {
		}

		@Override
		String says() {
			return "final";
		}

	}

	static class StaticMethod extends Bad {

		@TransactionalMessage("orders")
		public static void send(String order) {
		}

		@Override
		String says() {
			return "static";
		}

	}

	static class NoTopic extends Bad {

		@TransactionalMessage
		public void send(String order) {
		}

		@Override
		String says() {
			return "rocketmq-http.topic";
		}

	}

	static class ReservedHeader extends Bad {

		@TransactionalMessage("orders")
		public void send(String order, @Header(TransactionHeaders.TRANSACTION_ID) String id) {
		}

		@Override
		String says() {
			return TransactionHeaders.TRANSACTION_ID;
		}

	}

	static class ReservedProperty extends Bad {

		@TransactionalMessage(topic = "orders", properties = "KEYS=#order")
		public void send(String order) {
		}

		@Override
		String says() {
			return "'KEYS'";
		}

	}

	static class NamelessProperty extends Bad {

		@TransactionalMessage(topic = "orders", properties = "#order")
		public void send(String order) {
		}

		@Override
		String says() {
			return "name=expression";
		}

	}

	static class Never extends Bad {

		@TransactionalMessage(topic = "orders", propagation = Propagation.NEVER)
		public void send(String order) {
		}

		@Override
		String says() {
			return "NEVER";
		}

	}

	static class NotSupported extends Bad {

		@TransactionalMessage("orders")
		@Transactional(propagation = Propagation.NOT_SUPPORTED)
		public void send(String order) {
		}

		@Override
		String says() {
			return "NOT_SUPPORTED";
		}

	}

	static class ReadOnly extends Bad {

		@TransactionalMessage("orders")
		@Transactional(readOnly = true)
		public void send(String order) {
		}

		@Override
		String says() {
			return "Leave readOnly out";
		}

	}

	static class RepeatedWithAttributes extends Bad {

		@TransactionalMessage(topic = "orders", timeout = 3)
		@TransactionalMessage(topic = "audit")
		public void send(String order) {
		}

		@Override
		String says() {
			return "timeout";
		}

	}

	static class BesideTransactional extends Bad {

		@TransactionalMessage(topic = "orders", rollbackFor = Exception.class)
		@Transactional
		public void send(String order) {
		}

		@Override
		String says() {
			return "Set it in the @Transactional";
		}

	}

	static class ForgottenHash extends Bad {

		@TransactionalMessage(topic = "orders", key = "order.length()")
		public void send(String order) {
		}

		@Override
		String says() {
			return "Write #order.";
		}

	}

	static class ForgottenHashInPart extends Bad {

		@TransactionalMessage(topic = "orders", key = "#order + (order.length() > 1 ? 'a' : 'b')")
		public void send(String order) {
		}

		@Override
		String says() {
			return "Write #order.";
		}

	}

	static class ForgottenHashInArgument extends Bad {

		@TransactionalMessage(topic = "orders", key = "#order.concat(order)")
		public void send(String order) {
		}

		@Override
		String says() {
			return "Write #order.";
		}

	}

	static class ForgottenQuotes extends Bad {

		@TransactionalMessage(topic = "orders", properties = "source=shop")
		public void send(String order) {
		}

		@Override
		String says() {
			return "such as 'shop'";
		}

	}

	static class ForgottenQuotesWithSign extends Bad {

		@TransactionalMessage(topic = "orders", properties = "source=web-shop")
		public void send(String order) {
		}

		@Override
		String says() {
			return "such as 'web'";
		}

	}

	static class MissingRootProperty extends Bad {

		@TransactionalMessage(topic = "orders", condition = "#root.active")
		public void send(String order) {
		}

		@Override
		String says() {
			return "'active' has no # in front";
		}

	}

	static class MissingRootMethod extends Bad {

		@TransactionalMessage(topic = "orders", condition = "isActive()")
		public void send(String order) {
		}

		@Override
		String says() {
			return "no such method";
		}

	}

	static class MissingMember extends Bad {

		@TransactionalMessage(topic = "orders", payload = "#p0.prise")
		public void send(Priced order) {
		}

		@Override
		String says() {
			return "#p0 is a Priced, which has no prise";
		}

	}

	static class MissingMemberMethod extends Bad {

		@TransactionalMessage(topic = "orders", payload = "#order.getPrice()")
		public void send(Priced order) {
		}

		@Override
		String says() {
			return "which has no getPrice()";
		}

	}

	static class ForgottenHashAtResult extends Bad {

		@TransactionalMessage(topic = "orders", payload = "result", phase = SendPhase.BEFORE_COMMIT)
		public String send(String order) {
			return order;
		}

		@Override
		String says() {
			return "Write #result.";
		}

	}

	record Priced(String id, int price) {

	}

}
