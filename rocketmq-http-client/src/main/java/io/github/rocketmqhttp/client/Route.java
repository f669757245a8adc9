package io.github.rocketmqhttp.client;

import java.net.URI;

import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

/**
 * The way to the service: directly, or through a proxy.
 *
 * @param host the service
 * @param proxy the proxy, {@code null} for none
 */
record Route(HttpHost host, @Nullable ProxySettings proxy) {

	private static final String ARRIVED = "rocketmq-http.arrived";

	static Route of(URI endpoint, @Nullable ProxySettings proxy) {
		return new Route(new HttpHost(endpoint.getScheme(), endpoint.getHost(), endpoint.getPort()),
				(proxy != null && proxy.leadsTo(endpoint.getHost())) ? proxy : null);
	}

	/**
	 * The proxy as the engines know it, {@code null} for none.
	 */
	@Nullable HttpHost proxyHost() {
		return (this.proxy != null) ? new HttpHost("http", this.proxy.host(), this.proxy.port()) : null;
	}

	/**
	 * Whether requests go to the service itself without TLS.
	 */
	boolean isPlain() {
		return this.proxy == null && this.host.getSchemeName().equals("http");
	}

	/**
	 * Says where requests go, for exception texts.
	 */
	String describe() {
		HttpHost through = proxyHost();
		return this.host.toURI() + ((through != null) ? " through the proxy " + through.toURI() : "");
	}

	/**
	 * Makes the context of one request. The proxy is told the user at once, because
	 * waiting for its challenge would send every request twice. The engines answer no
	 * challenge at all, so that nobody else is told.
	 */
	HttpClientContext newContext(RequestConfig config) {
		HttpClientContext context = HttpClientContext.create();
		context.setRequestConfig(config);
		HttpHost through = proxyHost();
		if (this.proxy != null && this.proxy.username() != null && this.proxy.password() != null) {
			BasicScheme basic = new BasicScheme();
			basic.initPreemptive(
					new UsernamePasswordCredentials(this.proxy.username(), this.proxy.password().toCharArray()));
			context.resetAuthExchange(through, basic);
		}
		return context;
	}

	/**
	 * Remembers that there is a connection, through the tunnel if there is to be one.
	 */
	static void arrived(HttpClientContext context) {
		context.setAttribute(ARRIVED, true);
	}

	/**
	 * Tells an answer of the proxy from one of the service. Both engines hand out the
	 * proxy's refusal of a tunnel as if it were an answer to the request.
	 * @return the proxy's refusal, or {@code null}
	 */
	@Nullable ProxyRefusedException refusal(WireResponse response, HttpClientContext context) {
		if (this.proxy == null) {
			return null;
		}
		boolean tunnelRefused = this.host.getSchemeName().equals("https") && context.getAttribute(ARRIVED) == null;
		ProxyRefusedException refusal = new ProxyRefusedException(response.status());
		return (tunnelRefused || refusal.isAboutTheUser()) ? refusal : null;
	}

}
