<#import "template.ftl" as layout>
<#import "mcp-page.ftl" as page>
<@layout.registrationLayout displayMessage=false; section>
    <#if section = "header">
        <@page.say "mcpNoAccessTitle"/>
    <#elseif section = "form">
        <@page.styles/>
        <div id="mcp-no-access" class="mcp-page">
            <p id="mcp-reason"><@page.say "mcpNoAccess." + mcp.reason()/></p>
            <dl>
                <#if mcp.serverName()?has_content>
                    <@page.server mcp.serverName() mcp.resource()/>
                </#if>
                <#if mcp.needed()?has_content>
                    <div>
                        <dt><@page.say "mcpNeeded." + mcp.reason()/></dt>
                        <#list mcp.needed() as name>
                            <dd><@page.text name/></dd>
                        </#list>
                    </div>
                </#if>
                <@page.contact mcp.contact() realm.displayName/>
            </dl>
            <form id="mcp-no-access-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
                <div id="kc-form-buttons" class="${properties.kcFormGroupClass!} mcp-buttons">
                    <button class="${properties.kcButtonClass!} ${properties.kcButtonPrimaryClass!} ${properties.kcButtonLargeClass!}" name="continue" type="submit"><@page.say "mcpBackToApplication"/></button>
                </div>
            </form>
            <p class="mcp-footer">
                <@page.say "mcpSignedInAs"/> <span id="mcp-username"><@page.text mcp.username()/></span> ·
                <@page.reference mcp.reference()/>
            </p>
        </div>
    </#if>
</@layout.registrationLayout>
