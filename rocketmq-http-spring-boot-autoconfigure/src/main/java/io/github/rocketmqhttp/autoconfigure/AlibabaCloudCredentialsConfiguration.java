package io.github.rocketmqhttp.autoconfigure;

import com.aliyun.credentials.Client;
import io.github.rocketmqhttp.client.CredentialsProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Takes credentials from {@code com.aliyun:credentials-java} if the application has it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(Client.class)
final class AlibabaCloudCredentialsConfiguration {

	@Bean
	CredentialsLibrary rocketMqHttpCredentialsLibrary(ObjectProvider<Client> clients) {
		return new CredentialsLibrary() {

			@Override
			public @Nullable CredentialsProvider configured() {
				Client client = clients.getIfUnique();
				return (client != null) ? new AlibabaCloudCredentials(client) : null;
			}

			@Override
			public CredentialsProvider search() {
				return new AlibabaCloudCredentials(new Client());
			}

		};
	}

}
