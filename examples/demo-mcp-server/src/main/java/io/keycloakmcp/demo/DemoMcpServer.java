/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.demo;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpStatelessSyncServer;
import io.modelcontextprotocol.server.transport.DefaultServerTransportSecurityValidator;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.spec.McpSchema;
import jakarta.servlet.DispatcherType;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;

/**
 * The server: the SDK's streamable HTTP transport as a servlet in Jetty, with {@link ProtectedResource} in front.
 *
 * <p>The transport is the stateless one. Each call brings its own token and is judged by it alone, so there is no
 * session that somebody else could take over.
 */
public final class DemoMcpServer implements AutoCloseable {

    private static final int CANNOT_RUN = 1;
    private static final int BAD_SETTINGS = 2;

    private final Server jetty;
    private final McpStatelessSyncServer mcp;

    private DemoMcpServer(Server jetty, McpStatelessSyncServer mcp) {
        this.jetty = jetty;
        this.mcp = mcp;
    }

    /**
     * Starts the server with the settings in the environment and runs until the process is ended.
     *
     * @param arguments none are used
     * @throws InterruptedException if waiting for the end is interrupted
     */
    public static void main(String[] arguments) throws InterruptedException {
        try {
            ServerSettings settings = ServerSettings.from(System.getenv());
            DemoMcpServer server = start(settings);
            System.out.println("The demo MCP server is ready at " + settings.resource() + ".");
            server.jetty.join();
        } catch (InvalidSettingsException e) {
            System.err.println(e.getMessage());
            System.exit(BAD_SETTINGS);
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(CANNOT_RUN);
        }
    }

    /**
     * Starts a server.
     *
     * @param settings where it listens, what it is called and which realm it trusts
     * @return the running server
     * @throws IllegalStateException if it cannot listen there
     */
    public static DemoMcpServer start(ServerSettings settings) {
        McpJsonMapper json = McpJsonDefaults.getMapper();
        List<DemoTool> tools = DemoTools.all();
        String path = settings.resource().getPath().isEmpty()
                ? "/"
                : settings.resource().getPath();
        String pattern = "/".equals(path) ? "" : path;
        HttpServletStatelessServerTransport transport = HttpServletStatelessServerTransport.builder()
                .jsonMapper(json)
                .messageEndpoint(path)
                .maxRequestSize(ProtectedResource.LARGEST_BODY)
                .httpHeaderValidator(DefaultServerTransportSecurityValidator.builder()
                        .allowedOrigins(
                                List.of(origin(settings.resource()), "http://localhost:*", "http://127.0.0.1:*"))
                        .build())
                .build();
        McpStatelessSyncServer mcp = McpServer.sync(transport)
                .serverInfo("demo-mcp-server", version())
                .instructions("Demo tools: echo, sum and stock_price. Stock prices need the scope stocks:read.")
                .capabilities(
                        McpSchema.ServerCapabilities.builder().tools(false).build())
                .jsonMapper(json)
                .tools(tools.stream().map(DemoMcpServer::specification).toList())
                .build();

        ServletContextHandler context = new ServletContextHandler("/");
        context.addFilter(
                new FilterHolder(new ProtectedResource(
                        settings, AccessTokenCheck.against(settings), new ScopePolicy(json, tools), json)),
                pattern,
                EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(transport), pattern);

        Server jetty = new Server(new InetSocketAddress(settings.bindAddress(), settings.port()));
        jetty.setHandler(context);
        jetty.setStopAtShutdown(true);
        jetty.getConnectors()[0]
                .getConnectionFactory(HttpConnectionFactory.class)
                .getHttpConfiguration()
                .setSendServerVersion(false);
        return new DemoMcpServer(jetty, mcp).listen(settings);
    }

    private static SyncToolSpecification specification(DemoTool tool) {
        return SyncToolSpecification.builder()
                .tool(tool.definition())
                .callHandler((context, request) -> tool.call().apply(request.arguments()))
                .build();
    }

    private static String origin(URI resource) {
        return resource.getScheme() + "://" + resource.getAuthority();
    }

    private static String version() {
        return Optional.ofNullable(DemoMcpServer.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }

    private DemoMcpServer listen(ServerSettings settings) {
        try {
            jetty.start();
            return this;
        } catch (Exception e) {
            close();
            throw new IllegalStateException(
                    "The demo MCP server cannot listen on " + settings.bindAddress() + " port " + settings.port()
                            + "; is something else using it? (" + e.getMessage() + ")",
                    e);
        }
    }

    /** Stops listening; calls that are under way are ended. */
    @Override
    public void close() {
        mcp.close();
        try {
            jetty.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The demo MCP server did not stop.", e);
        }
    }
}
