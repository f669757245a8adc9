package io.github.rocketmqhttp.reliability.docs;

import java.io.IOException;
import java.util.List;

import com.aliyun.mq.http.MQTransProducer;
import com.aliyun.mq.http.common.ClientException;
import com.aliyun.mq.http.common.ServiceException;
import com.aliyun.mq.http.model.Message;
import com.aliyun.mq.http.model.TopicMessage;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.support.TransactionTemplate;

// tag::vendor-transactional-producer[]
class VendorOrderService {

	private static final Logger logger = LoggerFactory.getLogger(VendorOrderService.class);

	private final ObjectMapper json = new ObjectMapper();

	private final MQTransProducer producer; // client.getTransProducer(instanceId,
											// "orders", "GID_orders")

	private final TransactionTemplate transactions;

	private final Orders orders;

	private volatile boolean stopped;

	VendorOrderService(MQTransProducer producer, TransactionTemplate transactions, Orders orders) {
		this.producer = producer;
		this.transactions = transactions;
		this.orders = orders;
	}

	void place(Order order) throws IOException {
		TopicMessage message = new TopicMessage(this.json.writeValueAsBytes(order), "created");
		message.setMessageKey(order.id());
		message.setTransCheckImmunityTime(30);
		String handle = this.producer.publishMessage(message).getReceiptHandle();
		try {
			this.transactions.executeWithoutResult((status) -> this.orders.insert(order));
		}
		catch (RuntimeException ex) {
			this.producer.rollback(handle);
			throw ex;
		}
		this.producer.commit(handle); // fails when it comes late: the order is stored,
										// and the caller gets an exception
	}

	// In a thread of its own, as long as the program runs.
	void answerBackChecks() {
		while (!this.stopped) {
			try {
				List<Message> halves = this.producer.consumeHalfMessage(16, 3);
				if (halves != null) {
					halves.forEach(this::answer);
				}
			}
			catch (ServiceException | ClientException ex) {
				logger.warn("Polling failed", ex);
			}
		}
	}

	private void answer(Message half) {
		if (this.orders.exists(half.getMessageKey())) {
			this.producer.commit(half.getReceiptHandle());
		}
		// Not there: rolled back, or still running in another thread or process? Nobody
		// knows.
	}

	void stop() {
		this.stopped = true;
	}

}
// end::vendor-transactional-producer[]
