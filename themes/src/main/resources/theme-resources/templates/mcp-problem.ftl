<#import "template.ftl" as layout>
<#import "mcp-page.ftl" as page>
<@layout.registrationLayout displayMessage=false; section>
    <#assign rule = mcp.problem().rule()>
    <#if section = "header">
        <@page.say (rule == "client_pending")?then("mcpProblemTitle.client_pending", "mcpProblemTitle")/>
    <#elseif section = "form">
        <@page.styles/>
        <div id="mcp-problem" class="mcp-page">
            <p id="mcp-reason"><@page.say "mcpProblem." + rule/></p>
            <dl>
                <#if mcp.clientName()?has_content>
                    <div>
                        <dt><@page.say "mcpConsentClientClaims"/></dt>
                        <dd id="mcp-client" class="mcp-name"><@page.text mcp.clientName()/></dd>
                    </div>
                </#if>
                <#if mcp.serverName()?has_content>
                    <@page.server mcp.serverName() mcp.resource()/>
                </#if>
                <@page.contact mcp.contact() realm.displayName/>
            </dl>
            <p class="mcp-footer"><@page.reference mcp.reference()/></p>
        </div>
    </#if>
</@layout.registrationLayout>
