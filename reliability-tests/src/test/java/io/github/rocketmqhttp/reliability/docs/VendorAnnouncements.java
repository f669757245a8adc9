package io.github.rocketmqhttp.reliability.docs;

import java.time.Instant;

import com.aliyun.mq.http.MQClient;
import com.aliyun.mq.http.model.TopicMessage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

// tag::vendor-producer[]
class VendorAnnouncements implements AutoCloseable {

	private final ObjectMapper json = new ObjectMapper();

	private final MQClient client;

	private final String instanceId;

	VendorAnnouncements(String endpoint, String accessKeyId, String accessKeySecret, String instanceId) {
		this.client = new MQClient(endpoint, accessKeyId, accessKeySecret);
		this.instanceId = instanceId;
	}

	String created(Order order) throws JsonProcessingException {
		TopicMessage message = new TopicMessage(this.json.writeValueAsBytes(order), "created");
		message.setMessageKey(order.id());
		message.getProperties().put("customer", order.customer());
		return this.client.getProducer(this.instanceId, "audit").publishMessage(message).getMessageId();
	}

	void inOrder(Order order) throws JsonProcessingException {
		TopicMessage message = new TopicMessage(this.json.writeValueAsBytes(order));
		message.setShardingKey(order.customer());
		this.client.getProducer(this.instanceId, "steps").publishMessage(message);
	}

	void remind(Order order, Instant at) throws JsonProcessingException {
		TopicMessage message = new TopicMessage(this.json.writeValueAsBytes(order));
		message.setStartDeliverTime(at.toEpochMilli());
		this.client.getProducer(this.instanceId, "reminders").publishMessage(message);
	}

	@Override
	public void close() {
		this.client.close();
	}

}
// end::vendor-producer[]
