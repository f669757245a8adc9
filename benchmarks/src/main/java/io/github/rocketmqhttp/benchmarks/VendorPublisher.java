package io.github.rocketmqhttp.benchmarks;

import java.net.URI;
import java.nio.charset.StandardCharsets;

import com.aliyun.mq.http.MQClient;
import com.aliyun.mq.http.MQProducer;
import com.aliyun.mq.http.common.http.ClientConfiguration;
import com.aliyun.mq.http.model.TopicMessage;

/**
 * Publishes with the vendor's SDK.
 */
final class VendorPublisher implements Publisher {

	private static final byte[] BODY_BYTES = Workload.BODY.getBytes(StandardCharsets.UTF_8);

	private final MQClient client;

	private final MQProducer producer;

	/**
	 * Starts the SDK.
	 * @param endpoint address of the stub
	 * @param expectContinue the SDK's own default is {@code true}: each request waits for
	 * the answer {@code 100 Continue} before it sends its body
	 */
	VendorPublisher(URI endpoint, boolean expectContinue) {
		ClientConfiguration configuration = new ClientConfiguration();
		if (!expectContinue) {
			configuration.setExceptContinue(false);
		}
		this.client = new MQClient(endpoint.toString(), Workload.ACCESS_KEY_ID, Workload.ACCESS_KEY_SECRET,
				configuration);
		this.producer = this.client.getProducer(Workload.TOPIC);
	}

	@Override
	public void publish(int caller) {
		this.producer.publishMessage(new TopicMessage(BODY_BYTES));
	}

	@Override
	public void close() {
		this.client.close();
	}

}
