<#import "template.ftl" as layout>
<#import "mcp-page.ftl" as page>
<#global title = msg("mcpConnectionsTitle")>
<#-- What a button takes back. What screen readers say besides is in its label, after what everybody sees. -->
<#macro remove field value label names>
    <form action="${mcp.address()}" method="post">
        <input type="hidden" name="stateChecker" value="${mcp.formToken()}">
        <button class="${properties.kcButtonClass!} ${properties.kcButtonSecondaryClass!properties.kcButtonDefaultClass!}" name="${field}" value="${value}" type="submit"><@page.say label/><#if names?has_content><span class="mcp-unseen">:<#list names as name> <@page.text name/><#sep>,</#sep></#list></span></#if></button>
    </form>
</#macro>
<@layout.registrationLayout displayMessage=true; section>
    <#if section = "header">
        <@page.say "mcpConnectionsTitle"/>
    <#elseif section = "form">
        <@page.styles/>
        <link rel="stylesheet" href="${url.resourcesPath}/css/mcp-connections.css">
        <div id="mcp-connections" class="mcp-page">
            <#if mcp.clients()?has_content>
                <p><@page.say "mcpConnectionsIntroduction"/></p>
                <#if mcp.total() gt mcp.shown()>
                    <p id="mcp-more"><bdi>${msg("mcpConnectionsMore", mcp.shown(), mcp.total())}</bdi></p>
                </#if>
                <#list mcp.clients() as client>
                    <section aria-labelledby="mcp-client-${client?index}">
                        <h2 id="mcp-client-${client?index}" class="mcp-name"><@page.text client.name()/></h2>
                        <p class="mcp-origin"><@page.say "mcpConsentOrigin." + client.origin()/> <@page.text client.originDetail()/></p>
                        <#list client.servers() as server>
                            <div class="mcp-connection">
                                <h3><@page.text server.name()/></h3>
                                <p class="mcp-uri"><@page.code server.resource()/></p>
                                <#if server.scopes()?has_content>
                                    <ul class="mcp-scopes" aria-label="${msg("mcpConnectionsScopes")}">
                                        <#list server.scopes() as scope><li><@page.text scope/></li></#list>
                                    </ul>
                                </#if>
                                <#if server.offline()>
                                    <p class="mcp-offline"><@page.say "mcpConnectionsOffline"/></p>
                                </#if>
                                <p class="mcp-times"><@page.say "mcpConnectionsSince"/> <@page.text server.since()/> · <#if server.lastUsed()?has_content><@page.say "mcpConnectionsLastUsed"/> <@page.text server.lastUsed()/><#else><@page.say "mcpConnectionsNeverUsed"/></#if></p>
                                <#if mcp.mayManage()>
                                    <@remove field="connection" value=server.id() label="mcpConnectionsRemove" names=[client.name(), server.name()]/>
                                </#if>
                            </div>
                        </#list>
                        <#if mcp.mayManage() && client.servers()?size gt 1>
                            <@remove field="client" value=client.id() label="mcpConnectionsRemoveClient" names=[client.name()]/>
                        </#if>
                    </section>
                </#list>
                <#if mcp.mayManage() && mcp.clients()?size gt 1>
                    <details id="mcp-all">
                        <summary><@page.say "mcpConnectionsRemoveAll"/></summary>
                        <p><@page.say "mcpConnectionsRemoveAllNote"/></p>
                        <@remove field="all" value="true" label="mcpConnectionsRemoveAllNow" names=[]/>
                    </details>
                </#if>
            <#else>
                <p id="mcp-none"><@page.say "mcpConnectionsNone"/></p>
            </#if>
            <p class="mcp-footer">
                <@page.say "mcpSignedInAs"/> <span id="mcp-username"><@page.text mcp.username()/></span>
                <#if mcp.account()?has_content> · <a id="mcp-account" href="${mcp.account()}"><@page.say "mcpConnectionsAccount"/></a></#if>
            </p>
        </div>
    </#if>
</@layout.registrationLayout>
