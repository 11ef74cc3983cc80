<#import "template.ftl" as layout>
<#import "mcp-page.ftl" as page>
<@layout.registrationLayout bodyClass="oauth" displayMessage=false; section>
    <#if section = "header">
        <@page.say "mcpConsentTitle"/>
    <#elseif section = "form">
        <@page.styles/>
        <#assign origin = mcp.origin()>
        <#assign back = mcp.returnAddress()>
        <#assign time = mcp.time()>
        <div id="mcp-consent" class="mcp-page">
            <dl>
                <div>
                    <dt><@page.say origin.isClaim()?then("mcpConsentClientClaims", "mcpConsentClient")/></dt>
                    <dd id="mcp-client" class="mcp-name">
                        <#if mcp.clientName()?has_content><@page.text mcp.clientName()/><#else><@page.say "mcpConsentUnnamed." + back.kind()/></#if>
                    </dd>
                    <#-- Neither the name nor the address says who it is. -->
                    <@page.note id="mcp-origin" warns=(origin.isClaim() && back.isOwned())>
                        <#if origin.kind() == "registered">
                            <@page.say "mcpConsentOrigin.registered" origin.detail()/>
                        <#else>
                            <@page.say "mcpConsentOrigin." + origin.kind()/> <@page.text origin.detail()/>
                        </#if>
                    </@page.note>
                </div>
                <div>
                    <dt><@page.say "mcpConsentReturn"/></dt>
                    <#if back.place()?has_content>
                        <dd id="mcp-return" class="mcp-name mcp-place"><@page.code back.place()/></dd>
                    </#if>
                    <@page.note id="mcp-return-note" warns=!back.isOwned()>
                        <@page.say "mcpConsentReturn." + back.kind()/>
                    </@page.note>
                </div>
                <@page.server mcp.serverName() mcp.resource() mcp.serverDescription()/>
            </dl>
            <h2 id="mcp-permissions-title"><@page.say "mcpConsentAllows"/></h2>
            <ul id="mcp-permissions" aria-labelledby="mcp-permissions-title">
                <li><@page.say "mcpConsentAct"/></li>
                <#list mcp.permissions() as permission>
                    <li>
                        <bdi><#if permission.translated()>${advancedMsg(permission.text())}<#else>${permission.text()}</#if></bdi>
                        <#if permission.name()?has_content && permission.name() != permission.text()>
                            <code><@page.code permission.name()/></code>
                        </#if>
                    </li>
                </#list>
                <#if time.offline()>
                    <li id="mcp-offline"><@page.say "mcpConsentOffline"/></li>
                </#if>
            </ul>
            <h2><@page.say "mcpConsentDuration"/></h2>
            <div id="mcp-duration">
                <#if !time.offline()>
                    <p><@page.say "mcpConsentDuration.session" time.hours()/></p>
                <#else>
                    <p><@page.say "mcpConsentDuration.offline"/></p>
                    <p><@page.say "mcpConsentDuration.idle" time.idleDays()/></p>
                    <#if time.hours() gt 0><p><@page.say "mcpConsentDuration.end" time.days()/></p></#if>
                </#if>
                <p><@page.say "mcpConsentRemembered"/> <a id="mcp-connections-page" href="${url.oauthAction?keep_before("/login-actions/")}/mcp/connections" target="_blank" rel="noopener noreferrer"><@page.say "mcpConnectionsTitle"/></a></p>
            </div>
            <#if mcp.policyUrl()?has_content || mcp.termsUrl()?has_content>
                <p id="mcp-client-pages">
                    <#if mcp.policyUrl()?has_content>
                        <a href="${mcp.policyUrl()}" target="_blank" rel="noopener noreferrer nofollow"><@page.say "mcpConsentPolicy"/> <@page.code mcp.policyHost()/></a>
                    </#if>
                    <#if mcp.termsUrl()?has_content>
                        <a href="${mcp.termsUrl()}" target="_blank" rel="noopener noreferrer nofollow"><@page.say "mcpConsentTerms"/> <@page.code mcp.termsHost()/></a>
                    </#if>
                </p>
            </#if>
            <form id="mcp-consent-form" class="${properties.kcFormClass!}" action="${url.oauthAction}" method="post">
                <input type="hidden" name="code" value="${oauth.code}">
                <div id="kc-form-buttons" class="${properties.kcFormGroupClass!} mcp-buttons">
                    <button id="kc-login" class="${properties.kcButtonClass!} ${properties.kcButtonPrimaryClass!} ${properties.kcButtonLargeClass!}" name="accept" value="true" type="submit" aria-describedby="mcp-return-note"><@page.say "mcpConsentAllow"/></button>
                    <button id="kc-cancel" class="${properties.kcButtonClass!} ${properties.kcButtonSecondaryClass!properties.kcButtonDefaultClass!} ${properties.kcButtonLargeClass!}" name="cancel" value="true" type="submit"><@page.say "mcpConsentDeny"/></button>
                </div>
            </form>
            <p class="mcp-footer">
                <@page.say "mcpSignedInAs"/> <span id="mcp-username"><@page.text mcp.username()/></span> ·
                <@page.reference mcp.reference()/>
            </p>
        </div>
    </#if>
</@layout.registrationLayout>
