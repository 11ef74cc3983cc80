<#import "template.ftl" as layout>
<#-- Everything that has a name is printed as it is, escaped, and never goes through msg(): that would resolve keys in it. -->
<@layout.registrationLayout displayMessage=false; section>
    <#if section = "header">
        ${msg("mcpNoAccessTitle")}
    <#elseif section = "form">
        <div id="mcp-no-access">
            <p id="mcp-reason">${msg("mcpNoAccess." + mcp.reason())}</p>
            <dl>
                <#if mcp.serverName()?has_content>
                    <dt>${msg("mcpServer")}</dt>
                    <dd><strong id="mcp-server"><bdi>${mcp.serverName()}</bdi></strong></dd>
                    <dd id="mcp-resource"><bdi dir="ltr">${mcp.resource()}</bdi></dd>
                </#if>
                <#if mcp.needed()?has_content>
                    <dt>${msg("mcpNeeded." + mcp.reason())}</dt>
                    <#list mcp.needed() as name>
                        <dd><bdi>${name}</bdi></dd>
                    </#list>
                </#if>
                <dt>${msg("mcpSignedInAs")}</dt>
                <dd id="mcp-username"><bdi>${mcp.username()}</bdi></dd>
                <dt>${msg("mcpAsk")}</dt>
                <#if mcp.contact()?has_content>
                    <dd id="mcp-contact"><bdi>${mcp.contact()}</bdi></dd>
                <#else>
                    <dd id="mcp-contact">${msg("mcpAskRealm")} <bdi>${mcp.realmName()}</bdi></dd>
                </#if>
                <dt>${msg("mcpReference")}</dt>
                <dd id="mcp-reference"><bdi dir="ltr">${mcp.reference()}</bdi></dd>
            </dl>
            <form id="mcp-no-access-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
                <div id="kc-form-buttons" class="${properties.kcFormGroupClass!}">
                    <button class="${properties.kcButtonClass!} ${properties.kcButtonPrimaryClass!} ${properties.kcButtonBlockClass!} ${properties.kcButtonLargeClass!}" name="continue" type="submit">${msg("mcpBackToApplication")}</button>
                </div>
            </form>
        </div>
    </#if>
</@layout.registrationLayout>
