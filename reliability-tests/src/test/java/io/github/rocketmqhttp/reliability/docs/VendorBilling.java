package io.github.rocketmqhttp.reliability.docs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.aliyun.mq.http.MQConsumer;
import com.aliyun.mq.http.common.AckMessageException;
import com.aliyun.mq.http.common.ClientException;
import com.aliyun.mq.http.common.ServiceException;
import com.aliyun.mq.http.model.Message;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

// tag::vendor-consumer[]
class VendorBilling {

	private static final Logger logger = LoggerFactory.getLogger(VendorBilling.class);

	private final ObjectMapper json = new ObjectMapper();

	private final MQConsumer consumer; // client.getConsumer(instanceId, "audit",
										// "GID_billing", "created")

	private final Invoices invoices;

	private volatile boolean stopped;

	VendorBilling(MQConsumer consumer, Invoices invoices) {
		this.consumer = consumer;
		this.invoices = invoices;
	}

	// In a thread of its own, as long as the program runs.
	void consume() {
		while (!this.stopped) {
			try {
				List<Message> messages = this.consumer.consumeMessage(16, 3);
				if (messages != null) {
					bill(messages);
				}
			}
			catch (AckMessageException ex) {
				logger.warn("Not acknowledged, so they come again: {}", ex.getErrorMessages().keySet());
			}
			catch (ServiceException | ClientException ex) {
				logger.warn("Polling failed", ex);
			}
		}
	}

	private void bill(List<Message> messages) {
		List<String> handles = new ArrayList<>();
		for (Message message : messages) {
			try {
				this.invoices.write(this.json.readValue(message.getMessageBodyBytes(), Order.class));
				handles.add(message.getReceiptHandle());
			}
			catch (IOException | RuntimeException ex) {
				logger.warn("Message {} failed; it comes again", message.getMessageId(), ex);
			}
		}
		if (!handles.isEmpty()) {
			this.consumer.ackMessage(handles);
		}
	}

	void stop() {
		this.stopped = true;
	}

}
// end::vendor-consumer[]
